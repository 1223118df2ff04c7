using static Factory.Gateway.Inspection.RequestField;

namespace Factory.Gateway.Inspection;

/// <summary>The known fields of Gemini's generateContent and countTokens. Google accepts camel case and snake case.</summary>
/// <remarks>Compared with python-genai (types of generateContent) and Google's API reference.</remarks>
internal static class GeminiFields
{
    /// <value>Fields of a declared function.</value>
    public static FieldTable Function { get; } = new(
        Plain(
            "name", "description", "parameters", "parametersJsonSchema", "parameters_json_schema", "response",
            "responseJsonSchema", "response_json_schema", "behavior"));

    private static FieldTable Thinking { get; } = new(
        Plain(
            "includeThoughts", "include_thoughts", "thinkingBudget", "thinking_budget", "thinkingLevel", "thinking_level"));

    /// <value>The settings of the model.</value>
    public static FieldTable Generation { get; } = new(
        [
            .. Plain("temperature", "topP", "top_p", "topK", "top_k", "seed", "logprobs"),
            .. Plain("stopSequences", "stop_sequences", "responseMimeType", "response_mime_type"),
            .. Plain("responseSchema", "response_schema", "responseJsonSchema", "response_json_schema", "_responseJsonSchema"),
            .. Plain("presencePenalty", "presence_penalty", "frequencyPenalty", "frequency_penalty"),
            .. Plain("responseLogprobs", "response_logprobs", "mediaResolution", "media_resolution"),
            .. Plain("enableEnhancedCivicAnswers", "enable_enhanced_civic_answers", "audioTimestamp", "audio_timestamp"),
            .. Plain("audioTranscriptionConfig", "audio_transcription_config"),
            .. Plain("maxOutputTokens", "max_output_tokens", "candidateCount", "candidate_count"),
            .. Plain("responseModalities", "response_modalities", "responseFormat", "response_format"),
            Object("thinkingConfig", Thinking),
            Object("thinking_config", Thinking),

            // Sound, images and other models.
            .. All(RequestProperty.Unpriced, "speechConfig", "speech_config", "imageConfig", "image_config"),
            .. All(RequestProperty.Unpriced, "enableAffectiveDialog", "enable_affective_dialog"),
            .. All(RequestProperty.Unpriced, "translationConfig", "translation_config"),
            .. All(RequestProperty.Unpriced, "routingConfig", "routing_config", "modelSelectionConfig", "model_selection_config"),
        ]);

    /// <value>The request.</value>
    public static FieldTable Generate { get; } = new(
        [
            .. Plain("model", "safetySettings", "safety_settings", "labels", "store"),
            .. Plain("toolConfig", "tool_config"),
            Of("generationConfig", RequestProperty.GenerationConfig, Generation),
            Of("generation_config", RequestProperty.GenerationConfig, Generation),
            Of("tools", RequestProperty.Tools),
            Of("contents", RequestProperty.Content),
            Of("systemInstruction", RequestProperty.Content),
            Of("system_instruction", RequestProperty.Content),

            // Of countTokens, which costs nothing.
            Of("generateContentRequest", RequestProperty.Content),
            Of("generate_content_request", RequestProperty.Content),
            .. All(RequestProperty.ExternalInput, "cachedContent", "cached_content"),
            .. All(RequestProperty.ServiceTier, "serviceTier", "service_tier"),
        ]);
}
