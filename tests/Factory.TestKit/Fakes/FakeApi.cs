namespace Factory.TestKit.Fakes;

/// <summary>The wire formats that the stand-in speaks.</summary>
public enum FakeApi
{
    /// <summary>Chat completions, as server-sent events.</summary>
    OpenAI,

    /// <summary>Messages, as server-sent events.</summary>
    Anthropic,

    /// <summary>Ollama's chat, a JSON object a line.</summary>
    Ollama,
}
