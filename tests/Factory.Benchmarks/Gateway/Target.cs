namespace Factory.Benchmarks.Gateway;

/// <summary>
/// Something that answers chat completions: the upstream itself, a pass-through, the gateway, a peer.
/// </summary>
/// <param name="Name">For progress lines.</param>
/// <param name="Url">Full URL of chat completions.</param>
/// <param name="Headers">What each request carries beside its length and type.</param>
internal sealed record Target(string Name, Uri Url, IReadOnlyList<(string Name, string Value)> Headers)
{
    public byte[] Request(byte[] body) => HttpText.Request(Url, Headers, body);
}
