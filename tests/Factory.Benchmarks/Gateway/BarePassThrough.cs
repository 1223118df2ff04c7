using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// What the gateway is held against: the least that Kestrel and the framework's HTTP client need to pass a call on. It
/// checks nothing and counts nothing.
/// </summary>
internal static class BarePassThrough
{
    /// <summary>The command that runs it in a process of its own; it prints its address.</summary>
    public static Command Command()
    {
        var upstream = new Argument<string>("upstream") { Description = "Base URL to pass calls on to" };
        var command = new Command(
            "bare-pass-through",
            "The pass-through that 'gateway' measures against; it starts it itself") { upstream };
        command.Hidden = true;
        command.SetAction((parsed, stop) => RunAsync(new Uri(parsed.GetValue(upstream)!), stop));
        return command;
    }

    private static async Task RunAsync(Uri upstream, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        app.Run(context => PassAsync(client, upstream, context));
        await app.StartAsync(stop);
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await app.WaitForShutdownAsync(stop);
    }

    private static async Task PassAsync(HttpMessageInvoker client, Uri upstream, HttpContext context)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(upstream, context.Request.Path.Value))
        { Content = new StreamContent(context.Request.Body) };
        request.Content.Headers.ContentLength = context.Request.ContentLength;
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        using var response = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
