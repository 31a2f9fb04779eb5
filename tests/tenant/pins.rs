use prowfm_auth::tenant::{InvalidPin, Pin, Pins};

#[test]
fn a_pin_is_a_host_and_an_address() {
    let pins: Pins = ["Acme.mykronos.com=10.0.0.7:443", "v6.mykronos.com=[fd00::7]:8443"]
        .into_iter()
        .map(|text| text.parse::<Pin>().unwrap())
        .collect();
    assert_eq!(pins.address_of("acme.mykronos.com"), Some("10.0.0.7:443".parse().unwrap()));
    assert_eq!(pins.address_of("v6.mykronos.com"), Some("[fd00::7]:8443".parse().unwrap()));
    assert_eq!(pins.address_of("other.mykronos.com"), None);
}

#[test]
fn an_invalid_pin_is_refused_by_kind() {
    for (text, kind) in [
        ("acme.mykronos.com", InvalidPin::Form),
        ("=10.0.0.7:443", InvalidPin::Host),
        ("10.0.0.1=10.0.0.7:443", InvalidPin::Host),
        ("https://acme.mykronos.com=10.0.0.7:443", InvalidPin::Host),
        ("acme.mykronos.com=10.0.0.7", InvalidPin::Address),
        ("acme.mykronos.com=10.0.0.7:0", InvalidPin::Address),
        ("acme.mykronos.com=localhost:443", InvalidPin::Address),
        ("acme.mykronos.com=fd00::7:443x", InvalidPin::Address),
    ] {
        assert_eq!(text.parse::<Pin>(), Err(kind), "{text}");
    }
}
