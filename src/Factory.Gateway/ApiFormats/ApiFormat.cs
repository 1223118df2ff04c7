using System.Text;
using System.Text.Json;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.ApiFormats;

/// <summary>
/// One protocol: how a provider that speaks it is asked, what a request must be changed to, where its answers hold usage, how it writes errors. To add one: 1. a value of
/// <see cref="Factory.Contracts.Models.ModelApi"/>; 2. its properties in <see cref="RequestProperties"/>; 3. a class here; 4. its address in <see cref="GatewayRoutes"/>; 5. its rows in docs/reference/gateway.md.
/// </summary>
internal abstract class ApiFormat
{
    /// <summary>The API whose format it is. Counting the tokens of a request belongs to the API whose requests it counts.</summary>
    public abstract ModelApi ModelApi { get; }

    /// <summary>What follows the provider's base URL.</summary>
    public abstract string Path(string model, bool stream);

    /// <summary>The media type of a provider's stream.</summary>
    public virtual string StreamMediaType => "text/event-stream";

    /// <summary>What spans and metrics call the operation: a value of OpenTelemetry's <c>gen_ai.operation.name</c> where there is one.</summary>
    public virtual string OperationName => "chat";

    /// <summary>Whether a call makes output that costs.</summary>
    public virtual bool HasOutput => true;

    /// <summary>Whether providers answer it without charge.</summary>
    public virtual bool IsFree => false;

    /// <summary>The header that carries a provider's key, and what stands before it.</summary>
    public virtual (string Header, string Prefix) KeyHeader => ("Authorization", "Bearer ");

    /// <summary>Request headers of the client that go on to the provider.</summary>
    public virtual IReadOnlyList<string> ForwardedHeaders => [];

    /// <summary>The changes that a request needs for a provider of the same protocol.</summary>
    /// <param name="inspection">What is in it.</param>
    /// <param name="model">What the provider calls the model.</param>
    /// <param name="cap">The longest answer that the money allows.</param>
    /// <param name="provider">Its quirks.</param>
    public abstract List<BodyPatch> Rewrite(RequestInspection inspection, string model, int cap, ProviderDefinition provider);

    /// <summary>Reads the usage of a whole answer.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public abstract void ReadResponse(ReadOnlySpan<byte> json, UsageAccumulator usage);

    /// <summary>Looks at one event of a stream; parses it only when it can hold usage.</summary>
    /// <exception cref="JsonException">It is not what this protocol sends.</exception>
    public abstract void ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator usage, RequestInspection inspection);

    /// <summary>A model's name as a JSON value, when it is another than the client wrote.</summary>
    protected static void ReplaceModel(List<BodyPatch> edits, RequestInspection inspection, string model)
    {
        if (inspection.ModelRange.Exists && inspection.Model != model)
        {
            edits.Add(BodyPatch.Replace(inspection.ModelRange, JsonSerializer.SerializeToUtf8Bytes(model)));
        }
    }

    /// <summary>The cap, where it is higher than what is allowed or missing.</summary>
    protected static void CapOutput(List<BodyPatch> edits, RequestInspection inspection, int cap, string name)
    {
        if (!inspection.MaxOutputTokensRange.Exists && !inspection.LegacyMaxTokensRange.Exists)
        {
            edits.Add(BodyPatch.Insert(inspection.FirstPropertyOffset, inspection.HasProperties, Encoding.ASCII.GetBytes($"\"{name}\":{cap}")));
        }
        else if (inspection.MaxOutputTokens is not { } asked || asked > cap)
        {
            foreach (var at in new[] { inspection.MaxOutputTokensRange, inspection.LegacyMaxTokensRange })
            {
                if (at.Exists)
                {
                    edits.Add(BodyPatch.Replace(at, Encoding.ASCII.GetBytes($"{cap}")));
                }
            }
        }
    }
}
