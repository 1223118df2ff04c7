namespace Factory.Domain.Models;

/// <summary>Names of the gateway's API formats in <c>models.json</c> and in the ledger.</summary>
public static class ModelApiNames
{
    /// <value>OpenAI's chat completions.</value>
    public const string Chat = "chat";

    /// <value>OpenAI's responses.</value>
    public const string Responses = "responses";

    /// <value>OpenAI's embeddings.</value>
    public const string Embeddings = "embeddings";

    /// <value>Anthropic's messages.</value>
    public const string Messages = "messages";

    /// <value>Google's generateContent.</value>
    public const string Generate = "generate";

    /// <value>Ollama's own chat. Used towards its servers only; the gateway does not accept it from clients.</value>
    public const string Ollama = "ollama";

    /// <summary>The formats that the gateway accepts from clients.</summary>
    public static IReadOnlyList<string> All { get; } = [Chat, Responses, Embeddings, Messages, Generate];
}
