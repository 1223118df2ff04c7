using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Factory.TestKit.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Factory.Deployments.Tests.Local;

public sealed class ProductForwarderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = ProductClient.Create();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task WebSocket_TextBinaryAndClose_PassBothWays()
    {
        await using var product = await ForwardedProduct.StartAsync(EchoAsync);
        using var limit = new CancellationTokenSource(Limit);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("chat");

        using var invoker = new HttpMessageInvoker(ProductClient.CreateHandler());
        await client.ConnectAsync(new UriBuilder(product.Url) { Scheme = "ws", Path = "/live" }.Uri, invoker, limit.Token);
        client.SubProtocol.ShouldBe("chat");
        var large = new string('y', 300_000);
        foreach (var (text, type) in new[]
        {
            ("hello", WebSocketMessageType.Text),
            ("\u0001\u0002", WebSocketMessageType.Binary),
            (large, WebSocketMessageType.Text)
        })
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, limit.Token);
            (await ReceiveAsync(client, limit.Token)).ShouldBe((text, type));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", limit.Token);
        (client.CloseStatus, client.CloseStatusDescription).ShouldBe((WebSocketCloseStatus.NormalClosure, "enough"));
    }

    /// <summary>Other products and the dashboard are the same site: their cookies and storage are not this product's.</summary>
    [Fact]
    public async Task Response_CookiesOfADomainAndClearSiteData_TouchNoOtherProduct()
    {
        string[] sent = ["a=1; Path=/; Domain=localhost; HttpOnly", "b=2;domain =.localhost", "domain=3; Secure", "c=\"x\"; DOMAIN"];
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            context.Response.Headers.SetCookie = sent;
            context.Response.Headers["Clear-Site-Data"] = "\"cookies\", \"storage\"";
            context.Response.Headers["X-Own"] = "stays";
            await context.Response.WriteAsync("ok");
        });
        using var handler = ProductClient.CreateHandler();
        handler.UseCookies = false;
        using var plain = new HttpClient(handler);

        using var response = await plain.GetAsync(product.Url);

        response.Headers.GetValues("Set-Cookie").ShouldBe(["a=1; Path=/; HttpOnly", "b=2", "domain=3; Secure", "c=\"x\""]);
        response.Headers.Contains("Clear-Site-Data").ShouldBeFalse();
        response.Headers.GetValues("X-Own").ShouldBe(["stays"], "control: headers of the product pass");
    }

    /// <summary>A program can close a connection at the moment at which it is used again.</summary>
    [Theory]
    [InlineData("GET", false, HttpStatusCode.OK, 2)]
    [InlineData("DELETE", false, HttpStatusCode.OK, 2)]
    [InlineData("POST", false, HttpStatusCode.BadGateway, 1)]
    [InlineData("PUT", true, HttpStatusCode.BadGateway, 1)]
    public async Task Request_ConnectionClosedWithoutAResponse_IsRepeatedOnceWhereThatIsSafe(
        string method, bool hasBody, HttpStatusCode expected, int requests)
    {
        var seen = 0;
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref seen) == 1)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync("ok");
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), product.Url);
        request.Content = hasBody ? new StringContent("x") : null;

        using var response = await _http.SendAsync(request);

        (response.StatusCode, seen).ShouldBe((expected, requests));
    }

    [Fact]
    public async Task WebSocket_ClientVanishes_EndsInTheProduct()
    {
        var ended = new TaskCompletionSource();
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            try
            {
                await socket.ReceiveAsync(new byte[1], context.RequestAborted);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                ended.SetResult();
            }
        });
        using var client = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(ProductClient.CreateHandler());
        await client.ConnectAsync(new UriBuilder(product.Url) { Scheme = "ws" }.Uri, invoker, default);

        client.Abort();

        await ended.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Stream_EachEvent_ArrivesBeforeTheNextIsSent()
    {
        var next = new SemaphoreSlim(0);
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await next.WaitAsync(context.RequestAborted);
            }
        });
        using var limit = new CancellationTokenSource(Limit);
        using var response = await _http.GetAsync(product.Url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));

        for (var i = 0; i < 3; i++)
        {
            (await reader.ReadLineAsync(limit.Token)).ShouldBe($"data: {i}");
            (await reader.ReadLineAsync(limit.Token)).ShouldBe("");
            next.Release();
        }

        (await reader.ReadLineAsync(limit.Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Client_GoesAway_EndsTheRequestToTheProduct()
    {
        var (started, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            context.RequestAborted.Register(ended.SetResult);
            started.SetResult();
            await ended.Task;
        });
        using var abort = new CancellationTokenSource();
        var request = _http.GetAsync(product.Url, abort.Token);
        await started.Task.WaitAsync(Limit);

        await abort.CancelAsync();

        await ended.Task.WaitAsync(Limit);
        await Should.ThrowAsync<OperationCanceledException>(() => request);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task Headers_HostIsKept_ForwardedOnesAreOurs_HopByHopOnesStay(int major, int minor)
    {
        string[] seen = [];
        IHeaderDictionary headers = new HeaderDictionary();
        await using var product = await ForwardedProduct.StartAsync(context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            seen = [context.Request.Protocol, context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget];
            context.Response.Headers["Proxy-Authenticate"] = "Basic";
            context.Response.Headers["X-Answer"] = new(["one", "two"]);
            return context.Response.WriteAsync("hi");
        });
        var target = new Uri(
            product.Url + "a%2Fb//c/%7Ed?q=%C3%A4+1",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = Request(HttpMethod.Get, target, major, minor);
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-For",
                "10.0.0.1"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=10.0.0.1"),
            ("Proxy-Authorization",
                "Basic eA=="), ("Cookie", "a=b"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (major == 1)
        {
            request.Headers.TryAddWithoutValidation("Connection", "X-Private");
            request.Headers.TryAddWithoutValidation("X-Private", "1");
        }

        using var response = await _http.SendAsync(request);

        (response.Version.Major, await response.Content.ReadAsStringAsync()).ShouldBe((major, "hi"));
        seen.ShouldBe(["HTTP/1.1", "GET", "/a%2Fb//c/%7Ed?q=%C3%A4+1"]);
        response.Headers.GetValues("X-Answer").ShouldBe(["one", "two"]);
        response.Headers.Contains("Proxy-Authenticate").ShouldBeFalse();
        headers.Host.ToString().ShouldBe(product.Url.Authority);
        headers["X-Forwarded-For"].ToString().ShouldBeOneOf("127.0.0.1", "::1", "::ffff:127.0.0.1");
        headers["X-Forwarded-Host"].ToString().ShouldBe(product.Url.Authority);
        headers["X-Forwarded-Proto"].ToString().ShouldBe("http");
        headers.Cookie.ToString().ShouldBe("a=b");
        headers.TraceParent.ToString().ShouldEndWith("-01");
        headers.Keys.ShouldNotContain("Forwarded");
        headers.Keys.ShouldNotContain("Proxy-Authorization");
        headers.Keys.ShouldNotContain("X-Private");
    }

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("Content-Length")]
    [InlineData("a b")]
    [InlineData("@, X-Private")]
    public async Task Headers_ConnectionNamesWhatCannotBeDropped_IsForwardedAllTheSame(string connection)
    {
        await using var product = await ForwardedProduct.StartAsync(context =>
            context.Response.WriteAsync("private: " + context.Request.Headers["X-Private"]));
        using var request = Request(HttpMethod.Post, product.Url, 1, 1);
        request.Content = new StringContent("body");
        request.Headers.TryAddWithoutValidation("Connection", connection);
        request.Headers.TryAddWithoutValidation("X-Private", connection.Contains("X-Private", StringComparison.Ordinal) ? "1" : null);

        using var response = await _http.SendAsync(request);

        (response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, "private: "));
    }

    [Fact]
    public async Task Headers_SchemeOfTheClient_IsNotTakenForTheTruth()
    {
        var seen = new TaskCompletionSource<string>();
        await using var product = await ForwardedProduct.StartAsync(context =>
        {
            seen.TrySetResult(context.Request.Headers["X-Forwarded-Proto"].ToString());
            return Task.CompletedTask;
        });
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", product.Url.Port, limit.Token);

        // GET, https, /, and a host, each by its number in HPACK's table of well-known headers.
        byte[] headers = [0x82, 0x87, 0x84, 0x41, (byte)product.Url.Authority.Length, .. Encoding.ASCII.GetBytes(product.Url.Authority)];
        const byte HeadersFrame = 1;
        const byte EndOfStreamAndHeaders = 5;
        byte[] settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        byte[] request = [
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            .. settings,
            0,
            0,
            (byte)headers.Length,
            HeadersFrame,
            EndOfStreamAndHeaders,
            0,
            0,
            0,
            1,
            .. headers
        ];
        await client.GetStream().WriteAsync(request, limit.Token);

        (await seen.Task.WaitAsync(Limit)).ShouldBe("http");
    }

    [Fact]
    public async Task Grpc_Duplex_WithTrailers_StaysHttp2()
    {
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.WriteAsync(context.Request.Protocol + " ");
            await context.Request.Body.CopyToAsync(context.Response.Body);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        using var request = Request(HttpMethod.Post, product.Url, 2, 0);
        request.Content = new ByteArrayContent("body"u8.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") }
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        using var response = await _http.SendAsync(request);

        (response.Version.Major, await response.Content.ReadAsStringAsync()).ShouldBe((2, "HTTP/2 body"));
        response.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
    }

    [Theory]
    [InlineData("application/grpc", "HTTP/2")]
    [InlineData("application/grpc+proto", "HTTP/2")]
    [InlineData("Application/GRPC; a=b", "HTTP/2")]
    [InlineData("application/grpc-web", "HTTP/1.1")]
    [InlineData("application/grpc-web-text+proto", "HTTP/1.1")]
    [InlineData("application/grpcish", "HTTP/1.1")]
    public async Task Grpc_OnlyItself_IsForwardedAsHttp2(string type, string protocol)
    {
        await using var product = await ForwardedProduct.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol));
        using var request = Request(HttpMethod.Post, product.Url, 1, 1);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await _http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe(protocol);
    }

    [Fact]
    public async Task Product_IsDown_TheClientReadsWhatHappens()
    {
        await using var product = await ForwardedProduct.StartAsync(context => context.Response.WriteAsync("up"));
        (await _http.GetStringAsync(product.Url)).ShouldBe("up");

        await product.CrashAsync();
        using var response = await _http.GetAsync(product.Url);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain("being restarted");
    }

    [Fact]
    public async Task Product_LinksItsSocketToAnother_ReachesNothing()
    {
        await using var foreign = await ForwardedProduct.StartAsync(context => context.Response.WriteAsync("foreign"));
        await using var product = await ForwardedProduct.StartAsync(context => context.Response.WriteAsync("own"));
        await product.CrashAsync();
        File.CreateSymbolicLink(product.Socket, foreign.Socket);

        using var response = await _http.GetAsync(product.Url);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("foreign");
    }

    [Fact]
    public async Task Product_DiesInTheMiddleOfAnAnswer_TheClientSeesThatItIsCut()
    {
        await using var product = await ForwardedProduct.StartAsync(async context =>
        {
            await context.Response.WriteAsync("half");
            context.Abort();
        });

        await Should.ThrowAsync<HttpRequestException>(() => _http.GetStringAsync(product.Url));
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri url, int major, int minor) =>
        new(method, url) { Version = new Version(major, minor), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static async Task EchoAsync(HttpContext context)
    {
        context.Request.Path.ToString().ShouldBe("/live");
        using var socket = await context.WebSockets.AcceptWebSocketAsync("chat");
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
        }
    }

    private static async Task<(string Text, WebSocketMessageType Type)> ReceiveAsync(
        ClientWebSocket client,
        CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await client.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            all.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return (Encoding.UTF8.GetString(all.ToArray()), part.MessageType);
            }
        }
    }
}
