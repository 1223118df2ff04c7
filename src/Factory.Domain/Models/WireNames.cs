namespace Factory.Domain.Models;

/// <summary>The API formats of <c>models.json</c>.</summary>
public static class WireNames
{
    /// <summary>The scripted model inside the factory.</summary>
    public const string Rehearsal = "rehearsal";

    /// <summary>OpenAI's chat completions over HTTP.</summary>
    public const string OpenAI = "openai";

    /// <summary>Anthropic's messages over HTTP.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Ollama's own API over HTTP.</summary>
    public const string Ollama = "ollama";

    /// <summary>All that this build speaks.</summary>
    public static IReadOnlyList<string> All { get; } = [Rehearsal, OpenAI, Anthropic, Ollama];
}
