using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>
/// Fields of a request to Gemini that are left out or rejected for another provider. Names are in camel case; snake
/// case is accepted too.
/// </summary>
internal static class GeminiRules
{
    private const string TextOnly = "only text can be carried to another API; send [\"TEXT\"] or leave it out";
    private const string ProviderTool = "a tool that Google runs itself cannot be translated for another provider; leave it out";
    private const string UnsupportedPart =
        "cannot be translated to another API; send text, inlineData with an image, functionCall or functionResponse";

    /// <value>The request.</value>
    public static FieldRules Request { get; } = new(
        "generateContent",
        ["model", "safetySettings", "labels", "store"],
        [
            new RejectedField(
                "cachedContent",
                "names something that is kept at Google, which another provider cannot reach; send it inline"),
            new RejectedField(
                "serviceTier",
                "a service tier cannot be translated for another provider; send \"standard\" or leave it out",
                FieldRules.IsOneOf("standard", "STANDARD", "unspecified", "SERVICE_TIER_UNSPECIFIED")),
        ]);

    /// <value>A message.</value>
    public static FieldRules Content { get; } = FieldRules.IgnoringOnly("contents[]");

    /// <value>The instructions.</value>
    public static FieldRules SystemInstruction { get; } = FieldRules.IgnoringOnly("systemInstruction", "role");

    /// <value>A part of a message.</value>
    public static FieldRules Part { get; } = new(
        "contents[].parts[]",
        ["mediaResolution", "partMetadata"],
        [
            new RejectedField("fileData", "a file at an address " + UnsupportedPart),
            new RejectedField("executableCode", "code that Google runs " + UnsupportedPart),
            new RejectedField("codeExecutionResult", "the result of code that Google ran " + UnsupportedPart),
            new RejectedField("videoMetadata", "video " + UnsupportedPart, FieldRules.IsEmpty),
            new RejectedField("toolCall", "a call of a tool that Google runs " + UnsupportedPart),
            new RejectedField("toolResponse", "a call of a tool that Google runs " + UnsupportedPart),
        ]);

    /// <value>An image.</value>
    public static FieldRules InlineData { get; } = FieldRules.IgnoringOnly("inlineData", "displayName");

    /// <value>A tool call.</value>
    public static FieldRules FunctionCall { get; } = FieldRules.IgnoringOnly("functionCall");

    /// <value>The result of a tool.</value>
    public static FieldRules FunctionResponse { get; } = new(
        "functionResponse",
        ["scheduling"],
        [
            new RejectedField(
                "willContinue",
                "a result in several parts cannot be translated to another API; send all of it at once",
                FieldRules.IsFalse),
        ]);

    /// <value>A group of tools.</value>
    public static FieldRules Tool { get; } = new(
        "tools[]",
        [],
        [
            new RejectedField("googleSearch", ProviderTool),
            new RejectedField("googleSearchRetrieval", ProviderTool),
            new RejectedField("googleMaps", ProviderTool),
            new RejectedField("codeExecution", ProviderTool),
            new RejectedField("urlContext", ProviderTool),
            new RejectedField("fileSearch", ProviderTool),
            new RejectedField("computerUse", ProviderTool),
            new RejectedField("mcpServers", ProviderTool),
        ]);

    /// <value>A tool.</value>
    public static FieldRules Function { get; } = new(
        "functionDeclarations[]",
        ["response", "responseJsonSchema"],
        [
            new RejectedField(
                "behavior",
                "a function that does not block cannot be translated to another API; send \"BLOCKING\" or leave it out",
                FieldRules.IsOneOf("BLOCKING", "UNSPECIFIED")),
        ]);

    /// <value>The configuration of the tools.</value>
    public static FieldRules ToolConfig { get; } = new(
        "toolConfig",
        [],
        [
            new RejectedField("retrievalConfig", ProviderTool, FieldRules.IsEmpty),
            new RejectedField("includeServerSideToolInvocations", ProviderTool, FieldRules.IsFalse),
        ]);

    /// <value>The choice of a tool.</value>
    public static FieldRules FunctionCalling { get; } = new(
        "functionCallingConfig",
        [],
        [
            new RejectedField(
                "streamFunctionCallArguments",
                "arguments in several parts cannot be translated to the Gemini API; send false or leave it out",
                FieldRules.IsFalse),
        ]);

    /// <value>The settings of the model.</value>
    public static FieldRules Generation { get; } = new(
        "generationConfig",
        ["mediaResolution"],
        [
            new RejectedField(
                "candidateCount",
                "more than one candidate cannot be translated to another API; send 1 or leave it out",
                FieldRules.IsOne),
            new RejectedField(
                "responseLogprobs",
                "log probabilities cannot be translated from another API; send false or leave it out",
                FieldRules.IsFalse),
            new RejectedField("logprobs", "log probabilities cannot be translated from another API; leave it out", FieldRules.IsZero),
            new RejectedField("responseModalities", TextOnly, FieldRules.IsListOf("TEXT")),
            new RejectedField(
                "responseFormat",
                "it cannot be translated to another API; send responseMimeType and responseSchema instead",
                FieldRules.IsEmpty),
            new RejectedField("speechConfig", TextOnly, FieldRules.IsEmpty),
            new RejectedField("imageConfig", TextOnly, FieldRules.IsEmpty),
            new RejectedField("audioTimestamp", TextOnly, FieldRules.IsFalse),
            new RejectedField("enableEnhancedCivicAnswers", "another provider has no such answers; leave it out", FieldRules.IsFalse),
            new RejectedField("enableAffectiveDialog", TextOnly, FieldRules.IsFalse),
        ]);

    /// <value>The reasoning settings.</value>
    public static FieldRules Thinking { get; } = FieldRules.IgnoringOnly("thinkingConfig");

    /// <value>All of them, for the reference page.</value>
    public static IReadOnlyList<FieldRules> All { get; } =
        [
            Request,
            Content,
            SystemInstruction,
            Part,
            InlineData,
            FunctionCall,
            FunctionResponse,
            Tool,
            Function,
            ToolConfig,
            FunctionCalling,
            Generation,
            Thinking,
        ];
}
