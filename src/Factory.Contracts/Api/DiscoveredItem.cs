namespace Factory.Contracts.Api;

/// <summary>
/// One prerequisite that the silo looked for on its machine at start: a key, a CLI, Ollama, a sandbox.
/// </summary>
/// <param name="Name">What was looked for: <c>OPENAI_API_KEY</c>, <c>claude</c>, <c>Ollama</c>, <c>Sandbox</c>.</param>
/// <param name="Found">True when it exists and can be used.</param>
/// <param name="Detail">Where it is, or what is missing, one line; never a secret.</param>
public sealed record DiscoveredItem(string Name, bool Found, string Detail);
