// The facade on Azure Container Apps: two replicas or more, which share throttle, kept tokens and refused
// passwords through Azure Managed Redis. README.md beside this file has the commands.
//
// Not for other clouds than Azure's public one: the name of the registry and the private zone of Redis are
// those of the public cloud.

@description('The name of the app. Other names are made of it.')
@minLength(4)
@maxLength(20)
param name string = 'prowfm-auth'

@description('The region of all resources.')
param location string = resourceGroup().location

@description('The image, such as example.azurecr.io/prowfm-auth:0.1.0.')
param image string

@description('The name of an Azure Container Registry in this resource group from which the image is pulled. Empty: a registry that needs no sign-in.')
param registry string = ''

@description('The vanity URL of the default tenant, such as https://acme.prd.mykronos.com.')
param tenant string

@description('The address that callers use, such as https://tokens.example.com. Empty: the address that Container Apps gives.')
param publicUrl string = ''

@description('More settings: variables of the program and their values, such as { PROWFM_TOKEN_URL: \'https://welcome-us.ukg.net/oauth/token\' }. Not for secrets.')
param settings object = {}

@description('The content of the file of API keys: the lines that `prowfm-auth api-key new NAME` prints. Empty: the secret in the vault stays as it is.')
@secure()
param apiKeys string = ''

@description('The output of `openssl rand -base64 32`, with the key before it on a second line after a rotation. Empty: the secret in the vault stays as it is.')
@secure()
param sealingKey string = ''

@description('The output of `openssl rand -hex 32`: the key of the user hash in the log. Empty: the secret in the vault stays as it is.')
@secure()
param logUserKey string = ''

@description('Which of the two access keys of Redis is used.')
@allowed(['primaryKey', 'secondaryKey'])
param redisKey string = 'primaryKey'

@description('IPv4 ranges of callers (CIDR). Empty: all addresses.')
param allowedCallers string[] = []

@description('Domains of your own, each with its certificate in the environment: { name, certificateId, bindingType: \'SniEnabled\' }.')
param customDomains array = []

@description('Only the virtual network reaches the app.')
param internal bool = false

@description('Calls to tenants come from an address of your own, which stays the same.')
param fixedOutboundAddress bool = false

@description('Replicas are spread over the zones of the region, which must have zones.')
param zoneRedundant bool = false

@description('Address space of the virtual network: a /24 or larger.')
param addressSpace string = '10.90.0.0/24'

@minValue(2)
@maxValue(30)
param minReplicas int = 2

@minValue(2)
@maxValue(30)
param maxReplicas int = 6

@description('More containers of each replica, such as a collector that reads the metrics at http://127.0.0.1:9090/metrics.')
param sidecars array = []

@description('Names the revision. Each deployment makes a new one, which reads all secrets.')
param revision string = 'r${utcNow('yyyyMMddHHmmss')}'

// Role definitions of Azure, the same everywhere.
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

// Each is a secret of the vault and a file of the app.
var secretNames = ['api-keys', 'sealing-key', 'log-user-key', 'redis-password']
var files = '/etc/prowfm-auth'
var secretFiles = [
  for secret in secretNames: {
    secretRef: secret
    path: secret
  }
]
var appFqdn = '${name}.${appEnvironment.properties.defaultDomain}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

// Container Apps reads the secrets for the app, as its identity. Nothing else in this template can.
resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: 'kv-${uniqueString(resourceGroup().id, name)}'
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 7
  }
}

resource apiKeysSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(apiKeys)) {
  parent: vault
  name: 'api-keys'
  properties: {
    value: apiKeys
  }
}

resource sealingKeySecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(sealingKey)) {
  parent: vault
  name: 'sealing-key'
  properties: {
    value: sealingKey
  }
}

resource logUserKeySecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(logUserKey)) {
  parent: vault
  name: 'log-user-key'
  properties: {
    value: logUserKey
  }
}

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// Azure also validates a name that is not used: it must not be empty.
resource images 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registry)) {
  name: empty(registry) ? 'unused' : registry
}

resource pullsImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registry)) {
  name: guid(resourceGroup().id, registry, identity.id, acrPull)
  scope: images
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

module network 'network.bicep' = {
  name: '${name}-network'
  params: {
    name: name
    location: location
    addressSpace: addressSpace
    fixedOutboundAddress: fixedOutboundAddress
  }
}

module redis 'redis.bicep' = {
  name: '${name}-redis'
  params: {
    name: name
    location: location
    networkId: network.outputs.networkId
    subnetId: network.outputs.endpointSubnetId
    vaultName: vault.name
    accessKey: redisKey
  }
}

resource appEnvironment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: name
  location: location
  properties: {
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    vnetConfiguration: {
      infrastructureSubnetId: network.outputs.appSubnetId
      internal: internal
    }
    zoneRedundant: zoneRedundant
    // Also between the ingress, where TLS ends, and the replicas: bodies have passwords.
    peerTrafficConfiguration: {
      encryption: {
        enabled: true
      }
    }
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: appEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        // To the internet, or in an internal environment to the virtual network.
        external: true
        targetPort: 8080
        // HTTP/1.1, the only version that the facade speaks.
        transport: 'http'
        allowInsecure: false
        ipSecurityRestrictions: [
          for (range, i) in allowedCallers: {
            name: 'caller-${i}'
            ipAddressRange: range
            action: 'Allow'
          }
        ]
        customDomains: customDomains
      }
      registries: empty(registry) ? [] : [
        {
          server: '${registry}.azurecr.io'
          identity: identity.id
        }
      ]
      secrets: [
        for secret in secretNames: {
          name: secret
          // Without a version: the newest one.
          keyVaultUrl: '${vault.properties.vaultUri}secrets/${secret}'
          identity: identity.id
        }
      ]
    }
    template: {
      revisionSuffix: revision
      // Longer than the longest stop: --stop-delay 5 s, --tenant-timeout 30 s, 15 s.
      terminationGracePeriodSeconds: 60
      volumes: [
        {
          name: 'secrets'
          storageType: 'Secret'
          secrets: secretFiles
        }
      ]
      containers: concat([
        {
          name: 'facade'
          image: image
          args: ['serve']
          env: concat([
            { name: 'PROWFM_LISTEN', value: '0.0.0.0:8080' }
            // Only containers of the same replica reach it.
            { name: 'PROWFM_ADMIN_LISTEN', value: '127.0.0.1:9090' }
            { name: 'PROWFM_PUBLIC_URL', value: empty(publicUrl) ? 'https://${appFqdn}' : publicUrl }
            { name: 'PROWFM_TENANT', value: tenant }
            { name: 'PROWFM_API_KEYS', value: '${files}/api-keys' }
            { name: 'PROWFM_SEALING_KEY_FILE', value: '${files}/sealing-key' }
            { name: 'PROWFM_LOG_USER_KEY_FILE', value: '${files}/log-user-key' }
            { name: 'PROWFM_REDIS', value: 'rediss://${redis.outputs.address}' }
            { name: 'PROWFM_REDIS_PASSWORD_FILE', value: '${files}/redis-password' }
            // Time for the ingress to notice that this replica ends.
            { name: 'PROWFM_STOP_DELAY', value: '5s' }
          ], map(items(settings), setting => { name: setting.key, value: setting.value }))
          volumeMounts: [
            {
              volumeName: 'secrets'
              mountPath: files
            }
          ]
          // Memory for 512 calls of 300 KiB and the throttle windows of 100,000 connections.
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/health/live'
                port: 8080
              }
              periodSeconds: 3
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/health/live'
                port: 8080
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/health/ready'
                port: 8080
              }
              periodSeconds: 5
              timeoutSeconds: 3
              failureThreshold: 2
            }
          ]
        }
      ], sidecars)
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'calls'
            http: {
              metadata: {
                concurrentRequests: '100'
              }
            }
          }
        ]
      }
    }
  }
  dependsOn: [
    readsSecrets
    pullsImages
    apiKeysSecret
    sealingKeySecret
    logUserKeySecret
  ]
}

@description('The address of the facade, for the connector.')
output url string = empty(publicUrl) ? 'https://${appFqdn}' : publicUrl

@description('The name that a domain of your own points to (CNAME).')
output host string = appFqdn

@description('The value of the TXT record asuid.DOMAIN, which proves that a domain is yours.')
output domainVerification string = app.properties.customDomainVerificationId

@description('The address of the ingress. In an internal environment, the A record of its domain.')
output ingressAddress string = appEnvironment.properties.staticIp

@description('The address from which tenants are called, if it is fixed.')
output outboundAddress string = network.outputs.outboundAddress

output vault string = vault.name
output redis string = redis.outputs.name
