// Reads the body, sees that the four fields are there, and adds two.
function body(request) {
    var form = request.requestText;
    ["username", "password", "client_id", "client_secret"].forEach(function (name) {
        if (!form.startsWith(name + "=") && !form.includes("&" + name + "=")) {
            throw new Error("a field is missing");
        }
    });
    return form + "&grant_type=password&auth_chain=OAuthLdapService";
}

export default { body };
