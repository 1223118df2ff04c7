using System.Text.Json.Nodes;
using Factory.Providers.Errors;

namespace Factory.Providers.Normalization;

/// <summary>
/// Rewrites one reply of a server that copies a vendor's API into what that vendor's own SDK can read: the SDKs know only what their vendor sends, and
/// throw a whole paid answer away over a word. What is a failure although its status said 200 is thrown as <see cref="ProviderErrorException"/>.
/// </summary>
/// <remarks>For one reply, fed event by event in order. A reply that came whole is split into the events that a stream would have brought.</remarks>
internal abstract class ResponseNormalizer
{
    /// <summary>The name under which arguments that are no JSON object pass through an SDK that would not read the reply otherwise.</summary>
    public const string MalformedArguments = "factory_malformed_arguments";

    /// <summary>Stands for a tool's name where the server gave none: SDKs drop such calls, and the model would never learn of it.</summary>
    public const string UnnamedTool = "unnamed_tool";

    /// <summary>The media type of what is written.</summary>
    public abstract string MediaType { get; }

    /// <summary>True once the server said why its reply ended: nothing is missing then.</summary>
    public abstract bool HasStopReason { get; }

    /// <summary>True once nothing can follow: the rest is not waited for.</summary>
    public abstract bool IsTerminated { get; }

    /// <summary>One event of the server, as none, one or more that the SDK can read.</summary>
    /// <exception cref="ProviderErrorException">The event is an error.</exception>
    public IEnumerable<JsonObject> Normalize(JsonObject data)
    {
        HasOutput = HasOutput || IsOutput(data);
        if (data["error"] is JsonObject || data["error"].Text() is { Length: > 0 })
        {
            throw ProviderErrorException.FromResponseBody(data.ToJsonString(), HasOutput);
        }

        return Rewrite(data);
    }

    /// <summary>The events of a reply that came whole.</summary>
    public virtual IEnumerable<JsonObject> SplitIntoEvents(JsonObject whole) => [whole];

    /// <summary>What was kept back until the server's last word.</summary>
    public virtual IEnumerable<JsonObject> Flush() => [];

    /// <summary>An event as it stands on the wire.</summary>
    public abstract string Serialize(JsonObject data);

    /// <summary>What stands on the wire behind the last event.</summary>
    public virtual string Terminator => "";

    /// <summary>True once something came that may have been paid for, the event at hand included. What the SDK has passed on says less: a failure can stand in the first event.</summary>
    protected bool HasOutput { get; private set; }

    protected abstract IEnumerable<JsonObject> Rewrite(JsonObject data);

    /// <summary>True for an event, or a whole reply, with a piece of an answer or with usage that is not 0.</summary>
    protected abstract bool IsOutput(JsonObject data);
}
