using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Json;
using Factory.TestKit.Time;

namespace Factory.Client.Tests;

public sealed class SiloLocatorTests : IDisposable
{
    private const string Url = "http://127.0.0.1:7070";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _data = Directory.CreateTempSubdirectory("factory-client-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Find_NoFolder_IsNull() => (await SiloLocator.FindAsync(Path.Combine(_data, "nowhere"))).ShouldBeNull();

    [Fact]
    public async Task Find_FilesOfASiloThatIsGone_IsNull()
    {
        Hold().Dispose();
        WriteSiloFile(Environment.ProcessId);

        (await SiloLocator.FindAsync(_data)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_HeldFolder_GivesAddressAndToken()
    {
        using var held = Hold();
        WriteSiloFile(Environment.ProcessId);
        Write(SiloFile.TokenName, "secret\n");

        var found = (await SiloLocator.FindAsync(_data))!;

        found.Silo.Url.ShouldBe(Url);
        found.Token.ShouldBe("secret");
    }

    [Fact]
    public async Task Find_SiloThatIsStarting_WaitsForItsFile()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var held = Hold();
        Write(SiloFile.TokenName, "secret");

        var search = SiloLocator.FindAsync(_data, time: time);
        await time.WaitForTimerAsync(PollInterval).WaitAsync(Patience);
        WriteSiloFile(Environment.ProcessId);
        time.Advance(PollInterval);

        (await search.WaitAsync(Patience)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ half")]
    [InlineData("""{"pid":0,"url":"http://127.0.0.1:1","version":"0","startedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"pid":999999999,"url":"http://127.0.0.1:1","version":"0","startedAt":"2026-01-01T00:00:00Z"}""")]
    public async Task Find_SiloThatNeverPublishesItsAddress_IsLocked(string? file)
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var held = Hold();
        if (file is not null)
        {
            Write(SiloFile.Name, file);
        }

        var search = SiloLocator.FindAsync(_data, TimeSpan.FromSeconds(1), time);
        await time.WaitForTimerAsync(PollInterval).WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(2));

        var error = await Should.ThrowAsync<FactoryException>(() => search.WaitAsync(Patience));
        error.Code.ShouldBe(ErrorCodes.DataFolderLocked);
        error.Message.ShouldContain(_data);
        error.Retryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Find_WithoutAToken_NamesItsFile()
    {
        using var held = Hold();
        WriteSiloFile(Environment.ProcessId);

        var error = await Should.ThrowAsync<FactoryException>(() => SiloLocator.FindAsync(_data));

        error.Code.ShouldBe(ErrorCodes.AccessTokenInvalid);
        error.Message.ShouldContain(Path.Combine(_data, SiloFile.TokenName));
    }

    [Fact]
    public async Task Find_Cancelled_Stops()
    {
        var time = new ObservableTimeProvider(DateTimeOffset.UnixEpoch);
        using var held = Hold();
        using var stop = new CancellationTokenSource();

        var search = SiloLocator.FindAsync(_data, time: time, cancellationToken: stop.Token);
        await time.WaitForTimerAsync(PollInterval).WaitAsync(Patience);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => search.WaitAsync(Patience));
    }

    [Fact]
    public void IsLocked_WhileAProcessHoldsTheLock_IsTrue()
    {
        using (Hold())
        {
            SiloLocator.IsLocked(_data).ShouldBeTrue();
        }

        SiloLocator.IsLocked(_data).ShouldBeFalse();
    }

    // As a silo holds the folder: an exclusive lock of the operating system on an open file.
    private FileStream Hold() => new(Path.Combine(_data, SiloFile.LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private void WriteSiloFile(int pid) =>
        Write(SiloFile.Name, JsonSerializer.Serialize(new SiloFile(pid, Url, "0.1.0", DateTimeOffset.UnixEpoch), FactoryJson.Options));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_data, name), text);
}
