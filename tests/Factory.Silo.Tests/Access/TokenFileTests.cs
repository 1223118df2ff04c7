using Factory.Contracts.Errors;
using Factory.Silo.Access;

namespace Factory.Silo.Tests.Access;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TokenFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-token-");

    private string Token => Path.Combine(_folder.FullName, "token");

    [Fact]
    public void LoadOrCreate_Twice_GivesTheSameTokenThatOnlyItsOwnerCanRead()
    {
        var first = TokenFile.LoadOrCreate(Token);
        var second = TokenFile.LoadOrCreate(Token);

        second.Value.ShouldBe(first.Value);
        first.Value.Length.ShouldBe(43);
        first.ToString().ShouldNotContain(first.Value);
        File.GetUnixFileMode(Token).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void LoadOrCreate_FileOpenToOthers_ClosesIt()
    {
        TokenFile.LoadOrCreate(Token);
        File.SetUnixFileMode(Token, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        TokenFile.LoadOrCreate(Token);

        File.GetUnixFileMode(Token).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("spaces are not allowed in tokens, not even once")]
    public void LoadOrCreate_FileWithoutToken_SaysWhatToDo(string text)
    {
        File.WriteAllText(Token, text);

        var error = Should.Throw<FactoryException>(() => TokenFile.LoadOrCreate(Token));

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain(Token);
    }

    [Fact]
    public async Task LoadOrCreate_ManyAtOnce_AgreeOnOneToken()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TokenFile.LoadOrCreate(Token).Value)));

        tokens.Distinct().Count().ShouldBe(1);
        _folder.GetFiles().Length.ShouldBe(1);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
