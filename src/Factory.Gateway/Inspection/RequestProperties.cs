namespace Factory.Gateway.Inspection;

/// <summary>
/// The tables of known fields, by API. A field that is in no table is rejected by name; to accept one, add it to the
/// table of its API with what it means for the cost.
/// </summary>
internal static class RequestProperties
{
    /// <summary>The fields of a request.</summary>
    public static FieldTable ForApi(ModelApi api) => api switch
    {
        ModelApi.OpenAIChat => OpenAIFields.Chat,
        ModelApi.OpenAIResponses => OpenAIFields.Responses,
        ModelApi.AnthropicMessages => AnthropicFields.Messages,
        ModelApi.GeminiGenerateContent => GeminiFields.Generate,
        _ => EmbeddingsFields.Embeddings,
    };

    /// <summary>The fields of a tool; for Gemini those of a declared function.</summary>
    public static FieldTable ForTool(ModelApi api) => api switch
    {
        ModelApi.OpenAIResponses => OpenAIFields.ResponsesTool,
        ModelApi.AnthropicMessages => AnthropicFields.Tool,
        ModelApi.GeminiGenerateContent => GeminiFields.Function,
        _ => OpenAIFields.ChatTool,
    };
}
