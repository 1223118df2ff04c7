using System.IO.Pipelines;
using Factory.TestKit.Time;

namespace Factory.Client.Tests;

public sealed class IdleTimeoutStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ObservableTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Pipe _pipe = new();

    [Fact]
    public async Task Read_DataWithinTheLimit_IsReturned()
    {
        await using var stream = Open();
        var buffer = new byte[8];

        var read = stream.ReadAsync(buffer, 0, buffer.Length);
        await _time.WaitForTimerAsync(Limit).WaitAsync(Patience);
        _time.Advance(Limit - TimeSpan.FromSeconds(1));
        await _pipe.Writer.WriteAsync("abc"u8.ToArray());

        (await read.WaitAsync(Patience)).ShouldBe(3);
        buffer[..3].ShouldBe("abc"u8.ToArray());
    }

    [Fact]
    public async Task Read_NoDataWithinTheLimit_TimesOut()
    {
        await using var stream = Open();

        var read = stream.ReadAsync(new byte[8], 0, 8);
        await _time.WaitForTimerAsync(Limit).WaitAsync(Patience);
        _time.Advance(Limit);

        await Should.ThrowAsync<TimeoutException>(() => read.WaitAsync(Patience));
    }

    [Fact]
    public async Task Read_EachRead_HasTheFullLimit()
    {
        await using var stream = Open();
        var buffer = new byte[8];
        for (var i = 0; i < 3; i++)
        {
            var read = stream.ReadAsync(buffer, 0, buffer.Length);
            await _time.WaitForTimerAsync(Limit).WaitAsync(Patience);
            _time.Advance(Limit - TimeSpan.FromSeconds(1));
            await _pipe.Writer.WriteAsync("x"u8.ToArray());
            (await read.WaitAsync(Patience)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Read_Cancelled_IsCancelled()
    {
        await using var stream = Open();
        using var stop = new CancellationTokenSource();

        var read = stream.ReadAsync(new byte[8], 0, 8, stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => read.WaitAsync(Patience));
    }

    private IdleTimeoutStream Open() => new(_pipe.Reader.AsStream(), Limit, _time);
}
