namespace Factory.Domain.Models;

/// <summary>The capabilities that <c>models.json</c> may list.</summary>
public static class ModelCapabilities
{
    public const string Tools = "tools";
    public const string Vision = "vision";
    public const string Json = "json";
    public const string LongContext = "long-context";

    /// <summary>Can be told how much to think; the gateway leaves such words out for the others when it translates.</summary>
    public const string Reasoning = ModelDefinition.ReasoningCapability;

    /// <summary>Makes embeddings and no text.</summary>
    public const string Embeddings = ModelResolver.EmbeddingsCapability;

    /// <summary>Takes tools over chat completions only with reasoning switched off, so calls with tools say so.</summary>
    public const string ToolsWithoutReasoning = "tools-without-reasoning";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Tools, Vision, Json, LongContext, Reasoning, ToolsWithoutReasoning, Embeddings];
}
