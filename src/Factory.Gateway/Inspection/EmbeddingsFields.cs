using static Factory.Gateway.Inspection.RequestField;

namespace Factory.Gateway.Inspection;

/// <summary>The known fields of embeddings: OpenAI's, and those of the servers and vendors that copy the API.</summary>
internal static class EmbeddingsFields
{
    /// <value>The request.</value>
    public static FieldTable Embeddings { get; } = new(
        [
            .. Plain("encoding_format", "dimensions", "user"),
            Of("model", RequestProperty.Model),
            Of("input", RequestProperty.Content),
            .. All(RequestProperty.Unpriced, "models", "provider"),

            // Voyage, Mistral, Jina, NVIDIA, vLLM, Ollama.
            .. Plain("input_type", "truncate", "truncation", "output_dtype", "output_dimension", "task", "embedding_type"),
            .. Plain("normalized", "late_chunking", "add_special_tokens", "truncate_prompt_tokens", "priority", "keep_alive"),
        ]);
}
