namespace Factory.Silo.Api;

/// <summary>
/// Marks an endpoint whose response contains a secret: it must not be stored, so <c>Idempotency-Key</c> is not
/// honoured.
/// </summary>
internal sealed class SecretResponseMetadata;
