using System.Text;
using System.Text.Json;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Apis;

/// <summary>
/// One protocol: how a provider that speaks it is asked, what a request must be changed to, where its answers hold usage, how it writes errors. To add one: 1. a name in
/// <see cref="ProtocolNames"/>; 2. its properties in <see cref="RequestProperties"/>; 3. a class here; 4. its address in <see cref="GatewayRoutes"/>; 5. its rows in docs/reference/gateway.md.
/// </summary>
internal abstract class Surface
{
    /// <summary>Its name, of <see cref="ProtocolNames"/>.</summary>
    public abstract string Protocol { get; }

    /// <summary>How it writes errors.</summary>
    public abstract ErrorFormat Errors { get; }

    /// <summary>What follows the provider's base URL.</summary>
    public abstract string Path(string model, bool stream);

    /// <summary>The media type of a provider's stream.</summary>
    public virtual string StreamType => "text/event-stream";

    /// <summary>Whether a call makes output that costs.</summary>
    public virtual bool HasOutput => true;

    /// <summary>Whether providers answer it without charge.</summary>
    public virtual bool IsFree => false;

    /// <summary>The header that carries a provider's key, and what stands before it.</summary>
    public virtual (string Header, string Prefix) Key => ("Authorization", "Bearer ");

    /// <summary>Request headers of the client that go on to the provider.</summary>
    public virtual IReadOnlyList<string> Headers => [];

    /// <summary>The changes that a request needs for a provider of the same protocol.</summary>
    /// <param name="facts">What is in it.</param>
    /// <param name="model">What the provider calls the model.</param>
    /// <param name="cap">The longest answer that the money allows.</param>
    /// <param name="provider">Its quirks.</param>
    public abstract List<BodyPatch> Edits(RequestInspection facts, string model, int cap, ProviderDefinition provider);

    /// <summary>Reads the usage of a whole answer.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public abstract void Whole(ReadOnlySpan<byte> json, UsageAccumulator tally);

    /// <summary>Looks at one event of a stream; parses it only when it can hold usage.</summary>
    /// <exception cref="JsonException">It is not what this protocol sends.</exception>
    public abstract void Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, UsageAccumulator tally, RequestInspection facts);

    /// <summary>A model's name as a JSON value, when it is another than the client wrote.</summary>
    protected static void ReplaceModel(List<BodyPatch> edits, RequestInspection facts, string model)
    {
        if (facts.ModelAt.IsThere && facts.Model != model)
        {
            edits.Add(BodyPatch.Replace(facts.ModelAt, JsonSerializer.SerializeToUtf8Bytes(model)));
        }
    }

    /// <summary>The cap, where it is higher than what is allowed or missing.</summary>
    protected static void LowerCap(List<BodyPatch> edits, RequestInspection facts, int cap, string name)
    {
        if (!facts.CapAt.IsThere && !facts.OldCapAt.IsThere)
        {
            edits.Add(BodyPatch.Insert(facts.Inside, facts.HasMembers, Encoding.ASCII.GetBytes($"\"{name}\":{cap}")));
        }
        else if (facts.Cap is not { } asked || asked > cap)
        {
            foreach (var at in new[] { facts.CapAt, facts.OldCapAt })
            {
                if (at.IsThere)
                {
                    edits.Add(BodyPatch.Replace(at, Encoding.ASCII.GetBytes($"{cap}")));
                }
            }
        }
    }
}
