namespace Factory.Silo.Api;

/// <summary>Metadata of an endpoint whose answer holds a secret: nothing may keep it, so <c>Idempotency-Key</c> is not honoured.</summary>
internal sealed class SecretResponseMetadata;
