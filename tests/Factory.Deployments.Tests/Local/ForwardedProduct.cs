using Factory.Deployments.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Tests.Local;

/// <summary>
/// A program on a Unix socket and a product's port in front of it, without the sandbox and the build.
/// </summary>
internal sealed class ForwardedProduct : IAsyncDisposable
{
    private readonly ProductSocket _socket = new(new RecordedFolders());
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider();
    private readonly ProductForwarder _forwarder;
    private WebApplication _program = null!;
    private ProductHost _host = null!;

    private ForwardedProduct() => _forwarder = new ProductForwarder(_services.GetRequiredService<IHttpForwarder>(), _socket.ConnectAsync);

    public Uri Url => new(_host.Url);

    public string Socket => _socket.Path;

    /// <summary>Starts a program that answers every request like this.</summary>
    public static async Task<ForwardedProduct> StartAsync(RequestDelegate answer)
    {
        var product = new ForwardedProduct();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AllowAlternateSchemes = true;
            kestrel.ListenUnixSocket(product.Socket, static endpoint => endpoint.UsePriorKnowledge(TimeProvider.System));
        });
        product._program = builder.Build();
        product._program.UseWebSockets();
        product._program.Run(answer);
        await product._program.StartAsync();
        product._host = await ProductHost.StartAsync(
            "app",
            0,
            new ProductStart(static () => throw new NotSupportedException(), TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance,
            default);
        await product._host.SwitchAsync(new Version(product._forwarder));
        return product;
    }

    /// <summary>Ends the program behind the port, as a crash does.</summary>
    public async Task CrashAsync()
    {
        await _program.DisposeAsync();
        File.Delete(Socket);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _program.DisposeAsync();
        await _services.DisposeAsync();
        _socket.Dispose();
    }

    private sealed class Version(ProductForwarder forwarder) : IRunningVersion
    {
        public bool IsProgram => true;

        public string? Failure => null;

        public string OutputTail => "";

        public void Configure(IApplicationBuilder app) => app.Run(forwarder.ForwardAsync);

        public Task<int?> ProbeAsync(string path, CancellationToken cancellationToken) => forwarder.ProbeAsync(path, cancellationToken);

        public void EnableRestart()
        {
            // It is never started again.
        }

        public ValueTask DisposeAsync()
        {
            forwarder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
