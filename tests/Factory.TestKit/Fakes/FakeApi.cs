namespace Factory.TestKit.Fakes;

/// <summary>The API formats that the fake server speaks.</summary>
public enum FakeApi
{
    /// <summary>Chat completions, as server-sent events.</summary>
    OpenAI,

    /// <summary>Messages, as server-sent events.</summary>
    Anthropic,

    /// <summary>Ollama's chat, a JSON object a line.</summary>
    Ollama,
}
