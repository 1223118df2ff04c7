using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Factory.Contracts.Models;

/// <summary>Parses and prints <see cref="ModelApi"/>, and lists what may be used where.</summary>
/// <remarks>
/// To add an API: 1. a value of <see cref="ModelApi"/> with its name; 2. its place in the lists below; 3. a format in
/// Factory.Gateway;
/// 4. its readers and writers in Factory.Protocols; 5. the schema of <c>models.json</c> and the reference pages.
/// </remarks>
public static class ModelApis
{
    // Taken from the enum's own attributes, so that JSON, models.json and the ledger cannot print different names for
    // one value.
    private static readonly FrozenDictionary<ModelApi, string> Names = Enum.GetValues<ModelApi>().ToFrozenDictionary(
        api => api,
        api => typeof(ModelApi).GetField(api.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    private static readonly FrozenDictionary<string, ModelApi> ByName =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <value>Every API, in the order of the enum.</value>
    public static IReadOnlyList<ModelApi> All { get; } = [.. Enum.GetValues<ModelApi>()];

    /// <value>
    /// The APIs that the gateway serves to clients. <c>endpoints</c> of a provider in <c>models.json</c> names them
    /// too.
    /// </value>
    public static IReadOnlyList<ModelApi> Clients { get; } =
    [
        ModelApi.OpenAIChat,
        ModelApi.OpenAIResponses,
        ModelApi.OpenAIEmbeddings,
        ModelApi.AnthropicMessages,
        ModelApi.GeminiGenerateContent,
    ];

    /// <value>
    /// The APIs that <c>api</c> of a provider in <c>models.json</c> may name: those that the built-in agent loop can
    /// call.
    /// </value>
    public static IReadOnlyList<ModelApi> Providers { get; } =
    [
        ModelApi.OpenAIChat,
        ModelApi.AnthropicMessages,
        ModelApi.OllamaChat,
        ModelApi.Rehearsal,
    ];

    /// <summary>The name in <c>models.json</c>, JSON and the ledger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public static string ToName(ModelApi api) =>
        Names.GetValueOrDefault(api) ?? throw new ArgumentOutOfRangeException(nameof(api), api, "Not a model API.");

    /// <summary>Parses a name. Names are lower case and matched exactly.</summary>
    /// <param name="name">The name; null is none.</param>
    /// <param name="api">The API; meaningless when the result is false.</param>
    /// <returns>False when there is no API of this name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out ModelApi api)
    {
        api = default;
        return name is not null && ByName.TryGetValue(name, out api);
    }

    /// <summary>Parses a name that this program has written.</summary>
    /// <exception cref="FormatException">There is no API of this name.</exception>
    public static ModelApi Parse(string name) =>
        TryParse(name, out var api) ? api : throw new FormatException($"'{name}' is not a model API.");
}
