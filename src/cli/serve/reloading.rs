//! Settings that are read again on SIGHUP.

use std::error::Error;

use tokio::signal::unix::Signal;
use tokio::task::{JoinError, spawn_blocking};

use super::{Inputs, Serve};
use crate::cli::{Cli, Command};
use crate::facade::LiveControl;
use crate::logging::LogControl;
use crate::reload::Status;
use crate::settings::InForce;
use crate::tenant::SharedAllowList;

/// The settings that need no restart; `tenants` are the tables of single tenants.
const LIVE: [&str; 8] = [
    "allow-tenant",
    "allow-token-host",
    "max-calls",
    "max-calls-per-tenant",
    "app-key-file",
    "throttle",
    "log",
    "tenants",
];

/// Puts changed settings in force while the service runs: all of them, or after any fault none.
pub struct Reloading {
    /// The settings of the start, with all that have changed since.
    pub serve: Serve,
    /// The settings of the start.
    pub started: InForce,
    pub control: LiveControl,
    pub allow_list: SharedAllowList,
    pub logs: LogControl,
    /// Of the configuration file.
    pub status: Status,
    /// Of the other files, which may name tenants.
    pub files: Vec<Status>,
}

/// Settings as they were read again.
struct Next {
    serve: Serve,
    inputs: Inputs,
}

impl Reloading {
    /// Reads the settings again at each signal. All are read for that, but only the configuration file and
    /// the files that it names can have changed.
    pub async fn run(mut self, mut hangups: Signal) {
        while hangups.recv().await.is_some() {
            self.status.begin();
            let outcome = self.reload().await;
            self.status.end(outcome.is_err());
            if let Err(error) = outcome {
                // Names the file and the key, never a value.
                let error = error.to_string().replace("error: ", "").trim().replace('\n', "; ");
                tracing::error!(
                    error,
                    "the settings cannot be read again; the old ones stay in force"
                );
            }
        }
    }

    async fn reload(&mut self) -> Result<(), Box<dyn Error>> {
        let (now, started) = (self.serve.clone(), self.started.clone());
        // A file system may hang.
        let Next { serve, inputs } = off_this_thread(move || now.next(&started))
            .await?
            .map_err(|error| -> Box<dyn Error> { error })?;
        let throttles = self.control.throttles();
        let live = serve.live_settings(&inputs, &throttles).await?;
        let (allow_list, control) = (live.allow_list.clone(), self.control.clone());
        off_this_thread(move || control.apply(live)).await??;
        self.allow_list.replace(allow_list);
        let before = std::mem::replace(&mut self.serve, serve);
        self.report(&before);
        self.files.iter().for_each(Status::retry);
        Ok(())
    }

    fn report(&self, before: &Serve) {
        let now = &self.serve.in_force;
        let changed: Vec<_> = now.changes_since(&before.in_force);
        if changed.contains(&"log") {
            self.logs.set(&self.serve.log.log);
        }
        let changed: Vec<_> = changed.into_iter().filter(|key| LIVE.contains(key)).collect();
        let changed = (!changed.is_empty()).then(|| changed.join(", "));
        tracing::info!(changed, "the settings were read again");
        let mut waiting = now.changes_since(&self.started);
        waiting.retain(|key| !LIVE.contains(key));
        if !waiting.is_empty() {
            let settings = waiting.join(", ");
            tracing::warn!(settings, "these settings have changed and need a restart");
        }
    }
}

impl Serve {
    /// The settings as they are given now, as far as they need no restart. A restart would succeed with
    /// them, too.
    fn next(&self, started: &InForce) -> Result<Next, Box<dyn Error + Send + Sync>> {
        let given = match Cli::try_from_command_line()?.command {
            Command::Serve(serve) => *serve,
            _ => return Err("the command line is not that of serve".into()),
        };
        let inputs = Inputs::read(&given)?;
        let mut serve = self.clone();
        let Self { tenants, calls, throttle, log, .. } = &mut serve;
        tenants.hosts.allow_tenant.clone_from(&given.tenants.hosts.allow_tenant);
        tenants.login.hosts.clone_from(&given.tenants.login.hosts);
        tenants.tables.clone_from(&given.tenants.tables);
        calls.max_calls = given.calls.max_calls;
        calls.max_calls_per_tenant = given.calls.max_calls_per_tenant;
        calls.app_key_file.clone_from(&given.calls.app_key_file);
        throttle.throttle = given.throttle.throttle;
        log.log.clone_from(&given.log.log);
        let changes = given.in_force.changes_since(started);
        let needs_restart = changes.iter().any(|key| !LIVE.contains(key));
        serve.in_force = given.in_force;
        if !needs_restart {
            return Ok(Next { serve, inputs });
        }
        serve.faults_at_source().none()?;
        let inputs = Inputs::read(&serve)?;
        Ok(Next { serve, inputs })
    }
}

/// For work that may hang, such as reading files.
pub async fn off_this_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    spawn_blocking(work).await
}
