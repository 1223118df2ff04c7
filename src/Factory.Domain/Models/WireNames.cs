namespace Factory.Domain.Models;

/// <summary>Values of <c>wire</c> in <c>models.json</c>: the API format of a provider.</summary>
public static class WireNames
{
    /// <summary>The scripted models inside the factory.</summary>
    public const string Rehearsal = "rehearsal";

    /// <summary>OpenAI's chat completions over HTTP.</summary>
    public const string OpenAI = "openai";

    /// <summary>Anthropic's messages over HTTP.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Ollama's own API over HTTP.</summary>
    public const string Ollama = "ollama";

    /// <summary>All formats.</summary>
    public static IReadOnlyList<string> All { get; } = [Rehearsal, OpenAI, Anthropic, Ollama];
}
