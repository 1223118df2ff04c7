namespace Factory.Domain.Models;

/// <summary>The capabilities that <c>models.json</c> may list.</summary>
public static class ModelCapabilities
{
    /// <summary>Calls tools.</summary>
    public const string Tools = "tools";
    /// <summary>Accepts images.</summary>
    public const string Vision = "vision";
    /// <summary>Returns JSON of a given schema.</summary>
    public const string Json = "json";
    /// <summary>Has a context that holds large repositories.</summary>
    public const string LongContext = "long-context";

    /// <summary>
    /// Accepts a reasoning effort. The gateway removes it from calls to models without this capability.
    /// </summary>
    public const string Reasoning = ModelDefinition.ReasoningCapability;

    /// <summary>Returns embeddings and no text.</summary>
    public const string Embeddings = ModelResolver.EmbeddingsCapability;

    /// <summary>
    /// Accepts tools over chat completions only without reasoning, so calls with tools switch it off.
    /// </summary>
    public const string ToolsWithoutReasoning = "tools-without-reasoning";

    /// <summary>All capabilities.</summary>
    public static IReadOnlyList<string> All { get; } = [Tools, Vision, Json, LongContext, Reasoning, ToolsWithoutReasoning, Embeddings];
}
