using System.Collections.Concurrent;
using System.Threading.Channels;
using Factory.Domain.Outbox;

namespace Factory.Storage.Tests.Support;

/// <summary>Takes outbox messages and lets tests wait for them; fails while it is told to.</summary>
internal sealed class RecordingPublisher : IOutboxPublisher
{
    private readonly Channel<OutboxMessage> _tried = Channel.CreateUnbounded<OutboxMessage>();

    public ConcurrentQueue<OutboxMessage> Published { get; } = new();

    public bool Failing { get; set; }

    public Task PublishAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (Failing)
            {
                throw new IOException("the stream is down");
            }

            Published.Enqueue(message);
            return Task.CompletedTask;
        }
        finally
        {
            _tried.Writer.TryWrite(message);
        }
    }

    public Task<OutboxMessage> NextAsync() => _tried.Reader.ReadAsync().AsTask().Within("a outbox message");
}
