using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>What of Google's request is left out or refused on the way to another protocol. Names are the camel-case ones; snake case is read alike.</summary>
internal static class GeminiRules
{
    private const string TextOnly = "only text can be carried to another protocol; send [\"TEXT\"] or leave it out";
    private const string GooglesTool = "a tool that Google runs itself cannot be carried to another provider; leave it out";
    private const string NotText = "cannot be carried to another protocol; send text, inlineData with an image, functionCall or functionResponse";

    public static FieldRules Request { get; } = new(
        "generateContent",
        ["model", "safetySettings", "labels", "store"],
        [
            new Refusal("cachedContent", "names something that is kept at Google, which another provider cannot reach; send it inline"),
            new Refusal("serviceTier", "a service tier cannot be carried to another provider; leave it out"),
        ]);

    public static FieldRules Content { get; } = FieldRules.Strict("contents[]");

    public static FieldRules SystemInstruction { get; } = FieldRules.Strict("systemInstruction", "role");

    public static FieldRules Part { get; } = new(
        "contents[].parts[]",
        ["mediaResolution", "partMetadata"],
        [
            new Refusal("fileData", "a file at an address " + NotText),
            new Refusal("executableCode", "code that Google runs " + NotText),
            new Refusal("codeExecutionResult", "the result of code that Google ran " + NotText),
            new Refusal("videoMetadata", "video " + NotText),
            new Refusal("toolCall", "a call of a tool that Google runs " + NotText),
            new Refusal("toolResponse", "a call of a tool that Google runs " + NotText),
        ]);

    public static FieldRules InlineData { get; } = FieldRules.Strict("inlineData", "displayName");

    public static FieldRules FunctionCall { get; } = FieldRules.Strict("functionCall");

    public static FieldRules FunctionResponse { get; } = new(
        "functionResponse",
        ["scheduling"],
        [new Refusal("willContinue", "a result in pieces cannot be carried to another protocol; send it whole", FieldRules.False)]);

    public static FieldRules Tool { get; } = new(
        "tools[]",
        [],
        [
            new Refusal("googleSearch", GooglesTool),
            new Refusal("googleSearchRetrieval", GooglesTool),
            new Refusal("googleMaps", GooglesTool),
            new Refusal("codeExecution", GooglesTool),
            new Refusal("urlContext", GooglesTool),
            new Refusal("fileSearch", GooglesTool),
            new Refusal("computerUse", GooglesTool),
            new Refusal("mcpServers", GooglesTool),
        ]);

    public static FieldRules Function { get; } = new(
        "functionDeclarations[]",
        ["response", "responseJsonSchema"],
        [new Refusal("behavior", "a function that does not block cannot be carried to another protocol; send \"BLOCKING\" or leave it out", FieldRules.OneOf("BLOCKING", "UNSPECIFIED"))]);

    public static FieldRules ToolConfig { get; } = new(
        "toolConfig",
        [],
        [new Refusal("retrievalConfig", GooglesTool), new Refusal("includeServerSideToolInvocations", GooglesTool, FieldRules.False)]);

    public static FieldRules FunctionCalling { get; } = new(
        "functionCallingConfig",
        [],
        [new Refusal("streamFunctionCallArguments", "arguments in pieces cannot be carried to Gemini's protocol; send false or leave it out", FieldRules.False)]);

    public static FieldRules Generation { get; } = new(
        "generationConfig",
        ["mediaResolution"],
        [
            new Refusal("candidateCount", "more than one candidate cannot be carried to another protocol; send 1 or leave it out", FieldRules.One),
            new Refusal("responseLogprobs", "log probabilities cannot be carried from another protocol; send false or leave it out", FieldRules.False),
            new Refusal("logprobs", "log probabilities cannot be carried from another protocol; leave it out", FieldRules.Zero),
            new Refusal("responseModalities", TextOnly, value => value.ValueKind == System.Text.Json.JsonValueKind.Array && value.EnumerateArray().All(FieldRules.OneOf("TEXT"))),
            new Refusal("speechConfig", TextOnly),
            new Refusal("imageConfig", TextOnly),
            new Refusal("audioTimestamp", TextOnly, FieldRules.False),
            new Refusal("enableEnhancedCivicAnswers", "another provider has no such answers; leave it out", FieldRules.False),
            new Refusal("enableAffectiveDialog", TextOnly, FieldRules.False),
        ]);

    public static FieldRules Thinking { get; } = FieldRules.Strict("thinkingConfig");

    public static IReadOnlyList<FieldRules> All { get; } =
        [Request, Content, SystemInstruction, Part, InlineData, FunctionCall, FunctionResponse, Tool, Function, ToolConfig, FunctionCalling, Generation, Thinking];
}
