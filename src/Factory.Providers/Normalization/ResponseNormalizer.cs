using System.Text.Json.Nodes;
using Factory.Protocols.Errors;
using Factory.Providers.Errors;

namespace Factory.Providers.Normalization;

/// <summary>
/// Rewrites one response of a server that copies a vendor's API into what that vendor's own SDK can read: the SDKs
/// accept only what their vendor sends, and discard a whole paid response over one unknown value.
/// </summary>
/// <remarks>
/// For one response, fed event by event in order. A response that did not stream is split into the events that a stream
/// would have had. Not thread-safe.
/// </remarks>
internal abstract class ResponseNormalizer
{
    /// <summary>
    /// The property under which arguments that are not a JSON object pass an SDK that could not read the response
    /// otherwise.
    /// </summary>
    public const string MalformedArguments = "factory_malformed_arguments";

    /// <summary>
    /// Stands for a tool's name where the server gave none: SDKs drop such calls, and the model would wait for a result
    /// that never comes.
    /// </summary>
    public const string UnnamedTool = "unnamed_tool";

    /// <summary>The media type of what is written.</summary>
    public abstract string MediaType { get; }

    /// <summary>True once the server has sent the reason why its response ended: nothing is missing then.</summary>
    public abstract bool HasStopReason { get; }

    /// <summary>True once nothing can follow: the end of the connection is not waited for.</summary>
    public abstract bool IsTerminated { get; }

    /// <summary>Rewrites one event of the server into none, one or more that the SDK can read.</summary>
    public IEnumerable<JsonObject> Normalize(JsonObject data)
    {
        HasOutput = HasOutput || IsOutput(data);
        return Rewrite(data);
    }

    /// <summary>The exception for an error in the response.</summary>
    /// <param name="error">The error.</param>
    /// <param name="data">The event that it came in; null where that is no object.</param>
    public ProviderErrorException Fail(ProviderError error, JsonObject? data) =>
        ProviderErrorException.FromResponse(error, HasOutput || (data is not null && IsOutput(data)));

    /// <summary>Splits a response that did not stream into events.</summary>
    public virtual IEnumerable<JsonObject> SplitIntoEvents(JsonObject whole) => [whole];

    /// <summary>The events that were held back until the response is complete.</summary>
    public virtual IEnumerable<JsonObject> Flush() => [];

    /// <summary>Writes an event as it is transmitted.</summary>
    public abstract string Serialize(JsonObject data);

    /// <summary>What is transmitted after the last event. Default empty.</summary>
    public virtual string Terminator => "";

    /// <summary>
    /// True once something arrived that may be billed, the current event included. What the SDK has passed on is no
    /// measure: an error can be in the same event as the first output.
    /// </summary>
    protected bool HasOutput { get; private set; }

    /// <summary>Rewrites an event that is not an error.</summary>
    protected abstract IEnumerable<JsonObject> Rewrite(JsonObject data);

    /// <summary>True for an event, or a whole response, with output or with usage above 0.</summary>
    protected abstract bool IsOutput(JsonObject data);
}
