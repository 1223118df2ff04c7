using Orleans.Runtime;

namespace Factory.Engine.Streams;

/// <summary>Somebody who gets the events of a stream.</summary>
/// <param name="Id">The handle id. Implicit subscriptions have the same one every time.</param>
/// <param name="Grain">The subscribed grain; null for a handler outside of grains.</param>
internal sealed record StreamSubscription(Guid Id, StreamId Stream, string ProviderName, GrainId? Grain, bool IsImplicit)
{
    /// <summary>The handler of a subscriber that is not a grain.</summary>
    public IStreamHandler? ForeignHandler { get; set; }

    public string Subscriber => Grain?.ToString() ?? "a client";
}
