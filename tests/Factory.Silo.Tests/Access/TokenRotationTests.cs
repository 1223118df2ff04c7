using System.Net;
using Factory.Client;
using Factory.Contracts.Events;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Access;

public sealed class TokenRotationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Rotate_Succeeds_RevokesTheOldAndWritesThePrivateFile()
    {
        await using var host = await ApiHost.StartAsync();
        var old = await File.ReadAllTextAsync(host.TokenPath);

        await host.Client.RotateTokenAsync();

        (await host.Http.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var fresh = await File.ReadAllTextAsync(host.TokenPath);
        fresh.ShouldNotBe(old);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(host.TokenPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var client = new FactoryClient(host.Url, fresh.Trim());
        (await client.ListRunsAsync()).Items.ShouldBeEmpty();
        Directory.GetFiles(Path.GetDirectoryName(host.TokenPath)!, "token*").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rotate_ClientWithTokenFile_Continues()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = FactoryClient.WithTokenProvider(host.Url, () => File.ReadAllText(host.TokenPath).Trim());
        await client.ListRunsAsync();

        await host.Client.RotateTokenAsync();

        (await client.ListRunsAsync()).Items.ShouldBeEmpty();
        await client.RotateTokenAsync();
        (await client.PauseAsync()).Paused.ShouldBeTrue();
    }

    [Fact]
    public async Task Rotate_OpenStream_EndsAndLosesNothing()
    {
        await using var host = await ApiHost.StartAsync();
        host.Events.Append(EventTypes.RunStarted);
        using var limit = new CancellationTokenSource(Patience);
        using var stranger = await host.Http.GetAsync("api/events", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var client = FactoryClient.WithTokenProvider(host.Url, () => File.ReadAllText(host.TokenPath).Trim());
        await using var events = client.ReadEventsAsync(0, null, limit.Token).GetAsyncEnumerator(limit.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();

        await host.Client.RotateTokenAsync(limit.Token);
        host.Events.Append(EventTypes.RunEnded);

        // It can only end when the silo cuts it off.
        await (await stranger.Content.ReadAsStreamAsync(limit.Token)).CopyToAsync(Stream.Null, limit.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.Type.ShouldBe(EventTypes.RunEnded);
    }

    [Fact]
    public async Task Rotate_CannotWrite_KeepsTheOldToken()
    {
        await using var host = await ApiHost.StartAsync();
        File.Delete(host.TokenPath);
        Directory.CreateDirectory(host.TokenPath);

        var error = await Should.ThrowAsync<Factory.Contracts.Errors.FactoryException>(() => host.Client.RotateTokenAsync());

        error.Code.ShouldBe(Factory.Contracts.Errors.ErrorCodes.DataUnusable);
        (await host.Http.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
