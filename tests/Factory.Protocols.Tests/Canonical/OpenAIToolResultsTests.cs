using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

public sealed class OpenAIToolResultsTests
{
    private static readonly ImagePart Image = new("image/png", "aGk=", null);

    [Fact]
    public void Read_ErrorLine_IsAFailureWithoutTheLine() =>
        Shape.Of(OpenAIToolResults.Read("c", [new TextPart("[tool error]\nno such file"), Image]))
            .ShouldBe(Shape.Of(new ToolResultPart("c", null, [new TextPart("no such file"), Image], true)));

    [Theory]
    [InlineData("[tool error]")]
    [InlineData(" [tool error]\nx")]
    [InlineData("[Tool error]\nx")]
    public void Read_AlmostTheLine_IsText(string text) => OpenAIToolResults.Read("c", [new TextPart(text)]).IsError.ShouldBeFalse();

    [Fact]
    public void Read_EmptyText_IsNoContent() => OpenAIToolResults.Read("c", [new TextPart("")]).Content.ShouldBeEmpty();

    public static TheoryData<int> Contents => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Contents))]
    public void Read_FailureThatWasWritten_IsTheSame(int number)
    {
        ContentPart[][] contents = [[], [new TextPart("x")], [Image], [new TextPart("x"), Image, new TextPart("y")]];
        var failed = new ToolResultPart("c", null, contents[number], true);

        Shape.Of(OpenAIToolResults.Read("c", OpenAIToolResults.WithErrorMarker(failed))).ShouldBe(Shape.Of(failed));
    }

    [Fact]
    public void WithErrorMarker_Success_IsUnchanged() =>
        OpenAIToolResults.WithErrorMarker(new ToolResultPart("c", null, [new TextPart("x")], false)).ShouldBe([new TextPart("x")]);
}
