namespace Factory.Protocols.Tests.Support;

internal static class Sample
{
    public static readonly TranslationContext Context = new("client-model", "claude-opus-5-5", Stream: true, "01abc", 1_700_000_000);

    /// <summary>
    /// The APIs of clients and providers; <see cref="ModelApi.OllamaChat"/> is for providers only and has tests of its
    /// own.
    /// </summary>
    public static IEnumerable<ModelApi> Apis =>
        [ModelApi.OpenAIChat, ModelApi.OpenAIResponses, ModelApi.AnthropicMessages, ModelApi.GeminiGenerateContent];
}
