// Settings of a deployment. Copy it, and set what your deployment needs; main.bicep has all parameters.
using 'main.bicep'

param image = 'replaceme.azurecr.io/prowfm-auth:0.1.0'
param registry = 'replaceme'
param tenant = 'https://replace-me.prd.mykronos.com'

// Secrets come from the environment of the command and are never in this file. What is not set there stays
// as it is in the vault.
param apiKeys = readEnvironmentVariable('API_KEYS', '')
param sealingKey = readEnvironmentVariable('SEALING_KEY', '')
param logUserKey = readEnvironmentVariable('LOG_USER_KEY', '')
