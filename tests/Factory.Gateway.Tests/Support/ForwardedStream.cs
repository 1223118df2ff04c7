using System.IO.Pipelines;
using System.Text;
using Factory.Contracts.Ledger;
using Factory.Domain.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Metering.Calls;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Gateway.Tests.Support;

/// <summary>One stream through the forwarder, from bytes to bytes, without HTTP.</summary>
internal sealed class ForwardedStream : IDisposable
{
    private readonly CancellationTokenSource _client = new();
    private readonly ModelCallTelemetry _telemetry = new();
    private readonly ModelCall _call;

    /// <param name="granted">The output cap, in tokens.</param>
    /// <param name="pauseAt">Unread bytes at which a flush waits for the client; 0 for a client that always reads.</param>
    /// <param name="flushFailure">What each flush to the client throws; null for none.</param>
    public ForwardedStream(int granted = 500, int pauseAt = 0, Exception? flushFailure = null)
    {
        Output = new Pipe(new PipeOptions(pauseWriterThreshold: pauseAt, resumeWriterThreshold: pauseAt));
        var model = FakeEndpoints.Provider("lab", "http://127.0.0.1", ModelTier.Cheap, [ModelApi.OpenAIChat]).Provider.Models[0];
        var estimate = new CallEstimate(model, ModelApi.OpenAIChat, 100, 500, 100);
        Meter.Grant = granted;
        var pipeline = new ModelCallPipeline(Meter, new FakeLimiters(), _telemetry, NullLogger<ModelCallPipeline>.Instance);
        var request = new ModelCallRequest(Principal.ForKey("test"), estimate, "lab/small");

        // Neither fake waits.
        _call = pipeline.StartAsync(request, CancellationToken.None).Result.Call.ShouldNotBeNull();
        Call = Meter.Calls.ShouldHaveSingleItem();
        Timeouts = new CallTimeouts(new GatewayOptions(), Time, _client.Token);
        Forwarder = new StreamForwarder(
            new OpenAIChatApiFormat(),
            new RequestInspection { Stream = true, ClientWantsUsage = true },
            _call,
            Usage,
            Timeouts,
            "lab",
            default);
        var output = flushFailure is null ? Output.Writer : new BrokenPipeWriter(Output.Writer, flushFailure);
        Client = new ClientStream(new PassThroughStreamWriter(ModelApi.OpenAIChat, "call-1", default), output, Heads.Add);
    }

    public FakeMeter Meter { get; } = new();

    public FakeCall Call { get; }

    public FakeTimeProvider Time { get; } = new(Given.Now);

    public CallTimeouts Timeouts { get; }

    public ResponseProgress Usage { get; } = new();

    public StreamForwarder Forwarder { get; }

    public Pipe Output { get; }

    public ClientStream Client { get; }

    /// <summary>Media types for which the response's head was written.</summary>
    public List<string> Heads { get; } = [];

    /// <summary>Outcomes reported at the terminating event.</summary>
    public List<CallOutcome> Terminations { get; } = [];

    public async Task<(StreamResult Result, string Text)> RunAsync(Stream upstream, int maxEventBytes = 10_000)
    {
        var result = await ForwardAsync(upstream, maxEventBytes);
        await Output.Writer.CompleteAsync();
        using var reader = new StreamReader(Output.Reader.AsStream());
        return (result, await reader.ReadToEndAsync());
    }

    /// <summary>Forwards without a client that reads.</summary>
    public Task<StreamResult> ForwardAsync(Stream upstream, int maxEventBytes = 10_000) =>
        Forwarder.RunAsync(upstream, maxEventBytes, Client, Terminations.Add);

    public void DisconnectClient() => _client.Cancel();

    public void Dispose()
    {
        // The forwarder reports outcomes but settles nothing: that is up to its caller.
        _call.Void();
        _call.Dispose();
        _telemetry.Dispose();
        Timeouts.Dispose();
        _client.Dispose();
    }

    /// <summary>A provider's stream that delivers one piece a read; null breaks the connection.</summary>
    public static Stream Pieces(params string?[] pieces) => new PieceStream(pieces);

    private sealed class BrokenPipeWriter(PipeWriter inner, Exception failure) : PipeWriter
    {
        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw failure;
    }

    private sealed class PieceStream(string?[] pieces) : MemoryStream
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_next == pieces.Length)
            {
                return ValueTask.FromResult(0);
            }

            var bytes = Encoding.UTF8.GetBytes(pieces[_next++] ?? throw new IOException("The connection broke."));
            bytes.CopyTo(buffer);
            return ValueTask.FromResult(bytes.Length);
        }
    }
}
