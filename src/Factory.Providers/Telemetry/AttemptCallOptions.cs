using Factory.Contracts.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Telemetry;

/// <summary>Options of a call with whose it is and who answers it, on their way through a client that all attempts share.</summary>
internal sealed class AttemptCallOptions : ChatOptions
{
    public AttemptCallOptions(ChatOptions? options, IChatClient chat, AttemptRequest order)
        : base(options)
    {
        (CallerOptions, Chat, Request) = (options, chat, order);
    }

    /// <summary>The caller's options.</summary>
    public ChatOptions? CallerOptions { get; }

    /// <summary>Answers the call.</summary>
    public IChatClient Chat { get; }

    /// <summary>What the attempt is to do.</summary>
    public AttemptRequest Request { get; }

    public override ChatOptions Clone() => new AttemptCallOptions(CallerOptions, Chat, Request);
}
