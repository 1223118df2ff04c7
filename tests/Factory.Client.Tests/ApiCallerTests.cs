using Factory.Contracts.Api;
using Factory.TestKit.Time;
using Microsoft.AspNetCore.Http;

namespace Factory.Client.Tests;

/// <summary>What a caller gets for each way in which a request can end.</summary>
public sealed class ApiCallerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task Get_View_IsRead()
    {
        await using var server = await TestServer.StartAsync();
        server.Respond(new HealthView("ok", "1.2.3", DateTimeOffset.UnixEpoch, 1, false));
        using var client = server.Client();

        (await client.GetHealthAsync()).Version.ShouldBe("1.2.3");
    }

    [Fact]
    public async Task Get_Problem_ThrowsItsCodeDetailAndHint()
    {
        await using var server = await TestServer.StartAsync();
        server.OnRequest = (context, _) =>
            TestServer.WriteProblemAsync(context, 409, ErrorCodes.TransitionNotAllowed, "Retry it.", retryable: true);
        using var client = server.Client();

        var error = await Should.ThrowAsync<FactoryException>(() => client.GetKevAsync());

        error.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);
        error.Message.ShouldBe("The detail.");
        error.Hint.ShouldBe("Retry it.");
        error.Retryable.ShouldBeTrue();
    }

    [Theory]
    [InlineData(404, "<html>Not here</html>", "text/html")]
    [InlineData(502, "Bad gateway", "text/plain")]
    [InlineData(500, "{ half", "application/problem+json")]
    [InlineData(400, """{"title":"from another program"}""", "application/problem+json")]
    [InlineData(200, "null", "application/json")]
    public async Task Get_AnswerOfAnotherProgram_NamesTheAddressAndTheStatus(int status, string body, string contentType)
    {
        await using var server = await TestServer.StartAsync();
        server.Respond(status, body, contentType);
        using var client = server.Client();

        var error = await Should.ThrowAsync<FactoryException>(() => client.GetKevAsync());

        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        error.Message.ShouldContain(server.Url);
        error.Message.ShouldContain($"HTTP {status}");
        error.Retryable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{ half")]
    [InlineData("[]")]
    [InlineData("""{"paused":"perhaps"}""")]
    public async Task Get_ViewOfAnotherVersion_SaysSo(string body)
    {
        await using var server = await TestServer.StartAsync();
        server.Respond(200, body);
        using var client = server.Client();

        var error = await Should.ThrowAsync<FactoryException>(() => client.GetKevAsync());

        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        error.Hint!.ShouldContain("same version");
    }

    [Fact]
    public async Task Get_NothingListens_SaysHowToStartASilo()
    {
        var server = await TestServer.StartAsync();
        using var client = server.Client();
        await server.DisposeAsync();

        var error = await Should.ThrowAsync<FactoryException>(() => client.GetKevAsync());

        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        error.Retryable.ShouldBeTrue();
        error.Hint.ShouldBe("Start one with: factory up");
    }

    [Fact]
    public async Task Get_ConnectionLostInsideTheAnswer_IsUnreachableAndRetryable()
    {
        await using var server = await TestServer.StartAsync();
        server.OnRequest = async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("{\"paused\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        using var client = server.Client();

        var error = await Should.ThrowAsync<FactoryException>(() => client.GetKevAsync());

        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        error.Retryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_NoAnswerWithinTheTimeout_IsUnreachableAndRetryable()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        await using var server = await TestServer.StartAsync();
        var received = new TaskCompletionSource();
        server.OnRequest = async (context, _) =>
        {
            received.SetResult();
            await Aborted(context);
        };
        using var client = server.Client(time: time);

        var call = client.GetKevAsync();
        await received.Task.WaitAsync(Patience);
        time.Advance(RequestTimeout);

        var error = await Should.ThrowAsync<FactoryException>(() => call);
        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        error.Message.ShouldContain("within 100 seconds");
        error.Retryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_CancelledByTheCaller_IsCancelled()
    {
        await using var server = await TestServer.StartAsync();
        var received = new TaskCompletionSource();
        server.OnRequest = async (context, _) =>
        {
            received.SetResult();
            await Aborted(context);
        };
        using var client = server.Client();
        using var stop = new CancellationTokenSource();

        var call = client.GetKevAsync(stop.Token);
        await received.Task.WaitAsync(Patience);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    private static Task Aborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        context.RequestAborted.Register(aborted.SetResult);
        return aborted.Task;
    }
}
