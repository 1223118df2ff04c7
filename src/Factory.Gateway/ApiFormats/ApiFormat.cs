using System.Text;
using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>
/// What the gateway needs of one model API: where a provider is called, which changes a request needs, and where
/// responses report usage. To add one: 1. a value of <see cref="Factory.Contracts.Models.ModelApi"/>; 2. its properties
/// in <see cref="RequestProperties"/>; 3. a class here; 4. its route in <see cref="GatewayRoutes"/>; 5. its rows in
/// docs/reference/gateway.md.
/// </summary>
internal abstract class ApiFormat
{
    /// <summary>
    /// The API whose format it is. Counting the tokens of a request belongs to the API whose requests it counts.
    /// </summary>
    public abstract ModelApi ModelApi { get; }

    /// <summary>The path and query that follow the provider's base URL.</summary>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="stream">Whether the response is to stream.</param>
    public abstract string Path(string model, bool stream);

    /// <summary>The media type of a streamed response.</summary>
    public virtual string StreamMediaType => "text/event-stream";

    /// <summary>
    /// What spans and metrics call the operation: a value of OpenTelemetry's <c>gen_ai.operation.name</c> where there
    /// is one.
    /// </summary>
    public virtual string OperationName => "chat";

    /// <summary>Whether a call generates output that is billed.</summary>
    public virtual bool HasOutput => true;

    /// <summary>Whether providers serve it free of charge.</summary>
    public virtual bool IsFree => false;

    /// <summary>The request header for the provider's key, and the prefix of its value.</summary>
    public virtual (string Header, string Prefix) KeyHeader => ("Authorization", "Bearer ");

    /// <summary>Headers of the client's request that are forwarded to a provider of the same API.</summary>
    public virtual IReadOnlyList<string> ForwardedHeaders => [];

    /// <summary>The changes that a client's request needs before it can go to a provider of the same API.</summary>
    /// <param name="inspection">What is in the request.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="cap">The most output tokens that are reserved.</param>
    /// <param name="provider">The provider, for its quirks.</param>
    public abstract List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider);

    /// <summary>Reads the usage of a response that is not streamed.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public abstract void ReadResponse(ReadOnlySpan<byte> json, ResponseProgress usage);

    /// <summary>
    /// Reads one event of a stream: usage, errors, the end. Parses only events that can contain usage, because this
    /// runs for every token.
    /// </summary>
    /// <param name="name">The event's name; empty when it has none.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="usage">Gets what was found.</param>
    /// <param name="inspection">The request.</param>
    /// <exception cref="JsonException">The event is malformed.</exception>
    public abstract void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ResponseProgress usage, RequestInspection inspection);

    /// <summary>
    /// Whether an event only precedes the answer. A provider that fails with its first events may still be replaced.
    /// </summary>
    /// <param name="name">The event's name; empty when it has none.</param>
    /// <param name="data">The event's data.</param>
    public virtual bool IsPreamble(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => false;

    /// <summary>Whether a response that is not streamed has an answer, be it an empty one.</summary>
    /// <param name="root">The response.</param>
    public virtual bool HasAnswer(JsonElement root) => true;

    /// <summary>Whether the list has an item.</summary>
    protected static bool HasItems(JsonElement root, string list) =>
        root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty(list, out var items)
            && items.ValueKind == JsonValueKind.Array
            && items.GetArrayLength() > 0;

    /// <summary>Whether the object has the property, and it is not null.</summary>
    protected static bool HasProperty(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>
    /// Replaces the model's name where the client used another one: a tier, or the name with its provider.
    /// </summary>
    protected static void ReplaceModel(List<BodyPatch> patches, RequestInspection inspection, string model)
    {
        if (inspection.ModelRange.Exists && inspection.Model != model)
        {
            patches.Add(BodyPatch.Replace(inspection.ModelRange, JsonSerializer.SerializeToUtf8Bytes(model)));
        }
    }

    /// <summary>Limits the output to what is reserved, where the client's own limit is higher or missing.</summary>
    protected static void CapOutput(List<BodyPatch> patches, RequestInspection inspection, int cap, string name)
    {
        if (!inspection.MaxOutputTokensRange.Exists && !inspection.LegacyMaxTokensRange.Exists)
        {
            patches.Add(BodyPatch.Insert(
                inspection.FirstPropertyOffset,
                inspection.HasProperties,
                Encoding.ASCII.GetBytes($"\"{name}\":{cap}")));
        }
        else if (inspection.MaxOutputTokens is not { } requested || requested > cap)
        {
            // Servers disagree on which of the two names wins, so both get the limit.
            foreach (var at in new[] { inspection.MaxOutputTokensRange, inspection.LegacyMaxTokensRange })
            {
                if (at.Exists)
                {
                    patches.Add(BodyPatch.Replace(at, Encoding.ASCII.GetBytes($"{cap}")));
                }
            }
        }
    }
}
