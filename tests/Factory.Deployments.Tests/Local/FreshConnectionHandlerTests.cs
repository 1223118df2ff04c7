using System.Net;
using Factory.Deployments.Local;

namespace Factory.Deployments.Tests.Local;

/// <summary>Requests whose connection the program had reset, by kind of request and of failure.</summary>
public sealed class FreshConnectionHandlerTests
{
    private static readonly HttpRequestException Reset = new("reset", new IOException("Connection reset by peer"));

    [Theory]
    [InlineData("GET", false, false, 1)]
    [InlineData("HEAD", false, false, 1)]
    [InlineData("DELETE", false, false, 1)]
    [InlineData("PUT", true, false, 0)]
    [InlineData("POST", false, false, 0)]
    [InlineData("PATCH", false, false, 0)]
    [InlineData("GET", false, true, 0)]
    public async Task Send_ConnectionReset_IsRepeatedOnceWhereThatIsSafe(string method, bool hasBody, bool upgrades, int repeated)
    {
        var fresh = new Scripted(null);
        using var client = new HttpMessageInvoker(new FreshConnectionHandler(new Scripted(Reset), fresh));
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://localhost/");
        request.Content = hasBody ? new StringContent("x") : null;
        if (upgrades)
        {
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        }

        var sending = client.SendAsync(request, default);

        if (repeated == 0)
        {
            (await Should.ThrowAsync<HttpRequestException>(() => sending)).ShouldBe(Reset);
        }
        else
        {
            (await sending).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        fresh.Requests.ShouldBe(repeated);
    }

    [Fact]
    public async Task Send_FreshConnectionResetToo_Fails()
    {
        var fresh = new Scripted(Reset);
        using var client = new HttpMessageInvoker(new FreshConnectionHandler(new Scripted(Reset), fresh));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");

        await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(request, default));

        fresh.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Send_ProgramNotThere_IsNotRepeated()
    {
        var fresh = new Scripted(null);
        var refused = new HttpRequestException(HttpRequestError.ConnectionError, "refused", new IOException());
        using var client = new HttpMessageInvoker(new FreshConnectionHandler(new Scripted(refused), fresh));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");

        await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(request, default));

        fresh.Requests.ShouldBe(0);
    }

    private sealed class Scripted(Exception? failure) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return failure is null
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK))
                : Task.FromException<HttpResponseMessage>(failure);
        }
    }
}
