namespace Factory.Engine.Streams;

/// <summary>Who gets a stream's events. A stream in somebody's hands keeps it: finding it anew for every event would cost more than the event.</summary>
/// <param name="Changes">How often anybody had subscribed or unsubscribed when it was made.</param>
internal sealed record StreamAudience(long Changes, IReadOnlyList<StreamSubscription> Subscriptions);
