namespace Factory.Domain.Egress;

/// <summary>A request that an attempt made through its egress proxy.</summary>
/// <param name="Method"><c>CONNECT</c> for a tunnel, else the method of HTTP.</param>
/// <param name="Host">The host as it was read, or a shortened text that is none. Untrusted.</param>
/// <param name="Port">The port; 0 when there was none.</param>
/// <param name="Refusal">Why it was refused or failed; null when it was carried out.</param>
/// <param name="BytesSent">What the attempt sent, in bytes.</param>
/// <param name="BytesReceived">What it received, in bytes.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Secrets">Names of the secrets that were sent with it.</param>
public sealed record EgressRequest(
    string Method,
    string Host,
    int Port,
    string? Refusal,
    long BytesSent,
    long BytesReceived,
    TimeSpan Duration,
    IReadOnlyList<string> Secrets);
