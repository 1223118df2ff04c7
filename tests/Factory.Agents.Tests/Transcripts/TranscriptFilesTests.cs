using System.Runtime.Versioning;
using Factory.Agents.Transcripts;
using Factory.Contracts.Ids;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Secrets;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Agents.Tests.Transcripts;

public sealed class TranscriptFilesTests : IDisposable
{
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    private readonly TemporaryFolder _data = new();
    private readonly FactoryPaths _paths;
    private readonly TranscriptFiles _files;

    public TranscriptFilesTests()
    {
        _paths = new FactoryPaths(_data.FullName);
        _files = new TranscriptFiles(_paths, new FakeTimeProvider(Given.Now), new SecretRedactor(["top\"secret"]));
    }

    [Fact]
    public async Task Read_WhileBeingWritten_ReturnsEveryEntry()
    {
        using var writer = _files.Open(Attempt);

        writer.Write(TranscriptEntryKind.Prompt, "line one\nline two");

        (await ReadAsync()).ShouldBe([new TranscriptEntry(1, Given.Now, TranscriptEntryKind.Prompt, "line one\nline two")]);
    }

    [Theory]
    [InlineData(0, 10, "1,2,3,4,5")]
    [InlineData(3, 10, "3,4,5")]
    [InlineData(2, 2, "2,3")]
    [InlineData(6, 10, "")]
    public async Task Read_FromAndLimit_ReturnThatPage(long from, int limit, string expected)
    {
        using var writer = _files.Open(Attempt);
        for (var i = 0; i < 5; i++)
        {
            writer.Write(TranscriptEntryKind.Assistant, "x");
        }

        var entries = await _files.ReadAsync(Attempt, from, limit, CancellationToken.None);

        string.Join(',', entries.Select(e => e.Number)).ShouldBe(expected);
    }

    [Fact]
    public async Task Read_NoTranscript_IsEmpty() => (await ReadAsync()).ShouldBeEmpty();

    [Fact]
    public async Task Read_IncompleteLine_IsOmitted()
    {
        using (var writer = _files.Open(Attempt))
        {
            writer.Write(TranscriptEntryKind.Assistant, "whole");
        }

        await File.AppendAllTextAsync(_paths.Transcript(Attempt), "{\"number\":2,\"te");

        (await ReadAsync()).ShouldHaveSingleItem().Text.ShouldBe("whole");
    }

    [Fact]
    public async Task Write_LongText_KeepsBothEndsAndTheOmittedLength()
    {
        using var writer = _files.Open(Attempt);

        writer.Write(TranscriptEntryKind.Assistant, "HEAD" + new string('x', 1_000_000) + "TAIL");

        var entry = (await ReadAsync()).ShouldHaveSingleItem();
        entry.Text.ShouldStartWith("HEAD");
        entry.Text.ShouldEndWith("TAIL");
        entry.Text.Length.ShouldBeLessThan(TranscriptWriter.MaxTextLength + 10);
        entry.OmittedCharacters.ShouldBe(1_000_008 - TranscriptWriter.MaxTextLength);
    }

    [Fact]
    public async Task Write_SecretInJson_IsRedacted()
    {
        using var writer = _files.Open(Attempt);

        writer.Write(TranscriptEntryKind.ToolCall, """{"content":"top\"secret and top\u0022secret"}""");
        writer.Write(TranscriptEntryKind.Assistant, "top\"secret");

        (await ReadAsync()).Select(e => e.Text).ShouldBe(["""{"content":"[redacted] and [redacted]"}""", "[redacted]"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Write_File_IsReadableOnlyByItsOwner()
    {
        using var writer = _files.Open(Attempt);

        File.GetUnixFileMode(_paths.Transcript(Attempt)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void FromEnvironment_NamesThatIndicateSecrets_AreRedacted()
    {
        var redactor = SecretRedactor.FromEnvironment(new Dictionary<string, string>
        {
            ["OPENAI_API_KEY"] = "sk-1234567890",
            ["db_password"] = "correct horse",
            ["SHORT_KEY"] = "abc",
            ["HOME"] = "/home/somebody",
        });

        redactor.Redact("sk-1234567890 | correct horse | abc | /home/somebody").ShouldBe("[redacted] | [redacted] | abc | /home/somebody");
    }

    public void Dispose() => _data.Dispose();

    private Task<IReadOnlyList<TranscriptEntry>> ReadAsync() => _files.ReadAsync(Attempt, 0, 100, CancellationToken.None);
}
