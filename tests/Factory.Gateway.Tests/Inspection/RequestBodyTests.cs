using System.Net;
using System.Text;
using Factory.Gateway.Inspection;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Tests.Inspection;

public sealed class RequestBodyTests
{
    private const int Max = 100_000;

    private readonly RequestMemoryLimiter _memory = new(Max);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(90_000)]
    public async Task Read_AnyLength_IsTheBody(int length)
    {
        var bytes = Encoding.ASCII.GetBytes(new string('x', length));

        using var body = await ReadAsync(bytes);

        body!.Span.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_LongerThanAllowed_IsNullAndKeepsNoMemory(bool isAnnounced)
    {
        (await ReadAsync(new byte[5_001], max: 5_000, isAnnounced)).ShouldBeNull();

        _memory.Reserve(Max);
    }

    [Fact]
    public async Task Read_LargeContentLengthWithoutABody_ReservesLittle()
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream([1]);
        (context.Request.Body, context.Request.ContentLength) = (body, 90_000);

        using var read = await RequestBody.ReadAsync(context, _memory, Max, CancellationToken.None);

        // Otherwise a few connections that only send headers would use up the memory for all calls.
        Should.NotThrow(() => _memory.Reserve(Max - (17 * 1024)));
    }

    [Fact]
    public async Task Dispose_AfterUse_GivesTheMemoryBack()
    {
        (await ReadAsync(new byte[90_000]))!.Dispose();

        _memory.Reserve(Max);
        Should.Throw<RequestMemoryExceededException>(() => _memory.Reserve(1));
        _memory.Release(1);
        _memory.Reserve(1);
    }

    [Fact]
    public async Task Read_TooManyLargeBodiesAtOnce_Is503UntilOneEnds()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await GatewayHost.StartAsync(
            async c =>
            {
                called.TrySetResult();
                await answer.Task;
                await c.JsonAsync(ProviderResponses.Chat);
            },
            configure: o => (o.MaxRequestBytes, o.MaxBufferedRequestBytes) = (64 * 1024, 64 * 1024));
        var large = ApiSample.All[ModelApi.OpenAIChat].Body.Replace("hi", new string('x', 40_000), StringComparison.Ordinal);

        var first = gateway.PostAsync("/v1/chat/completions", large);
        await called.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var rejected = await gateway.PostAsync("/v1/chat/completions", large);
        answer.SetResult();
        using var answered = await first;
        using var second = await gateway.PostAsync("/v1/chat/completions", large);

        rejected.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        rejected.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (answered.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
    }

    private ValueTask<RequestBody?> ReadAsync(byte[] bytes, int max = Max, bool isAnnounced = true)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = isAnnounced ? bytes.Length : null;
        return RequestBody.ReadAsync(context, _memory, max, CancellationToken.None);
    }
}
