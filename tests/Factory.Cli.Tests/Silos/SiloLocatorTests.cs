using Factory.Cli.Tests.Support;
using Factory.Client;
using Factory.Contracts.Api;

namespace Factory.Cli.Tests.Silos;

public sealed class SiloLocatorTests
{
    [Fact]
    public async Task A_folder_that_nobody_holds_has_no_silo_whatever_lies_in_it()
    {
        await using var silo = await FakeApi.StartAsync();
        string data;
        using (var rig = new CliRig())
        {
            data = rig.Data;
            (await SiloLocator.FindAsync(data)).ShouldBeNull();
            rig.PutUp(silo);

            var found = await SiloLocator.FindAsync(data);

            found!.Silo.Url.ShouldBe(silo.Url);
            found.Token.ShouldBe(FakeApi.AccessToken);
        }

        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, SiloFile.LockName), "");
        File.WriteAllText(Path.Combine(data, SiloFile.Name), """{"pid":1,"url":"http://127.0.0.1:1","version":"0","startedAt":"2026-01-01T00:00:00Z"}""");
        (await SiloLocator.FindAsync(data)).ShouldBeNull();
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ half written")]
    [InlineData("""{"pid":999999999,"url":"http://127.0.0.1:1","version":"0","startedAt":"2026-01-01T00:00:00Z"}""")]
    public async Task A_silo_that_never_says_where_it_answers_is_an_error_not_a_hang(string? text)
    {
        using var rig = new CliRig();
        Directory.CreateDirectory(rig.Data);
        using var held = new FileStream(Path.Combine(rig.Data, SiloFile.LockName), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        if (text is not null)
        {
            File.WriteAllText(Path.Combine(rig.Data, SiloFile.Name), text);
        }

        var error = await Should.ThrowAsync<FactoryException>(() => SiloLocator.FindAsync(rig.Data, TimeSpan.FromMilliseconds(120)));

        error.Code.ShouldBe(ErrorCodes.DataFolderLocked);
        error.Message.ShouldContain(rig.Data);
    }
}
