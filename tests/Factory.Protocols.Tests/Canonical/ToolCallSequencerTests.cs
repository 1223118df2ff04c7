using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

public sealed class ToolCallSequencerTests
{
    private readonly SinkLog _log = new();
    private readonly BlockSequencer _blocks = new("call_x_");
    private readonly ToolCallSequencer _calls;

    public ToolCallSequencerTests() => _calls = new ToolCallSequencer(RequestMap.None, _blocks);

    [Fact]
    public void Append_OneCall_PassesEveryDeltaAtOnce()
    {
        Append(0, "a", "f", "{");
        Append(0, "", null, "}");

        _log.Lines.ShouldBe(["call a f", "args {", "args }"]);
    }

    [Fact]
    public void Append_SecondCallAfterACompleteOne_IsPassedAtOnce()
    {
        Append(0, "a", "f", "{}");
        Append(1, "b", "g", "{");

        _log.Lines.ShouldBe(["call a f", "args {}", "call b g", "args {"]);
    }

    [Fact]
    public void Append_InterleavedCalls_AreInOrderOfTheirBeginning()
    {
        Append(0, "a", "f", "{\"x\":");
        Append(1, "b", "g", "{\"y\":");
        Append(2, "c", "h", "{}");
        Append(1, "", null, "2}");
        Append(0, "", null, "1}");
        End();

        _log.Lines.ShouldBe(["call a f", "args {\"x\":", "args 1}", "call b g", "args {\"y\":2}", "call c h", "args {}"]);
    }

    [Fact]
    public void Append_FirstCallNeverComplete_HoldsTheOthersUntilTheEnd()
    {
        Append(0, "a", "f", "{\"cut");
        Append(1, "b", "g", "{}");
        Append(2, "c", "h", "{}");
        _log.Lines.ShouldBe(["call a f", "args {\"cut"]);

        End();
        _log.Lines.Count(line => line.StartsWith("call", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void Append_EveryCallUnderIndexZero_IsACallForEachId()
    {
        Append(0, "a", "f", "{}");
        Append(0, "b", "g", "{}");
        End();

        _log.Lines.Where(line => line.StartsWith("call", StringComparison.Ordinal)).ShouldBe(["call a f", "call b g"]);
    }

    [Fact]
    public void Append_IdAndNameInEveryDelta_IsOneCall()
    {
        Append(0, "a", "f", "{");
        Append(0, "a", "f", "}");
        Append(0, "a", "f", "");

        _log.Lines.ShouldBe(["call a f", "args {", "args }"]);
    }

    [Fact]
    public void Append_CompleteCallsWithoutIds_GetDifferentIds()
    {
        Append(0, "", "f", """{"a":1}""");
        Append(0, "", "f", """{"a":2}""");
        Append(1, "", "g", "{}");

        _log.Lines.Where(line => line.StartsWith("call", StringComparison.Ordinal))
            .ShouldBe(["call call_x_1 f", "call call_x_2 f", "call call_x_3 g"]);
    }

    [Fact]
    public void Append_CallWithoutIdInDeltas_IsOneCall()
    {
        Append(0, "", "f", "{\"a\"");
        Append(0, "", "", ":1}");
        Append(0, "", "f", "");

        _log.Lines.ShouldBe(["call call_x_1 f", "args {\"a\"", "args :1}"]);
    }

    [Theory]
    [InlineData(0, "a")]
    [InlineData(0, "")]
    public void Append_AfterTheCallEnded_Throws(int index, string id)
    {
        Append(0, "a", "f", "{}");
        End();

        Should.Throw<TranslationException>(() => Append(index, id, null, "{}"))
            .Message.ShouldBe("call: the provider sent arguments for a call that is over or never began");
    }

    [Fact]
    public void Append_IdWithoutAName_NamesTheMissingFieldAtItsEnd()
    {
        Append(0, "a", null, "{}");

        Should.Throw<TranslationException>(End).Message.ShouldBe("call.name: is missing: the provider called a tool without naming it");
    }

    [Fact]
    public void Append_NewIdInEveryPiece_IsOneCall()
    {
        // As older versions of vLLM send it.
        Append(0, "a", "f", "");
        Append(0, "b", null, "{");
        Append(0, "c", null, "}");

        _log.Lines.ShouldBe(["call a f", "args {", "args }"]);
    }

    [Fact]
    public void Append_ArgumentsBeforeTheName_WaitForIt()
    {
        Append(0, "a", null, "{");
        Append(0, "", "f", "}");

        _log.Lines.ShouldBe(["call a f", "args {}"]);
    }

    [Fact]
    public void Append_InterleavedUnderOneIndex_AreToldApartByTheirIds()
    {
        Append(0, "a", "f", "{\"x\":");
        Append(0, "b", "g", "{\"y\":");
        Append(0, "a", null, "1}");
        Append(0, "b", null, "2}");
        End();

        _log.Lines.ShouldBe(["call a f", "args {\"x\":", "args 1}", "call b g", "args {\"y\":", "args 2}"]);
    }

    [Fact]
    public void Append_MoreThanItBuffers_Throws()
    {
        Append(0, "a", "f", "{\"");
        var megabyte = new string('x', 1024 * 1024);
        for (var i = 0; i < 15; i++)
        {
            Append(0, "", null, megabyte);
        }

        Should.Throw<TranslationException>(() => Append(0, "", null, megabyte))
            .Message.ShouldContain("longer arguments than this gateway buffers");
    }

    [Fact]
    public void Append_TooManyOpenCalls_Throws()
    {
        for (var i = 0; i < 128; i++)
        {
            Append(i, $"id{i}", "f", "{");
        }

        Should.Throw<TranslationException>(() => Append(128, "id128", "f", "{")).Message.ShouldContain("more than 128 tool calls");
    }

    /// <summary>
    /// Each of so many pieces looks like the end of the object. Parsed again and again they would take hours; looked at a
    /// few times only, the second call would be glued to the first.
    /// </summary>
    [Fact]
    public void Append_PiecesThatAllLookLikeTheEnd_EndTheCallWhereItEnds()
    {
        Append(0, "", "f", "{\"code\":\"");
        for (var i = 0; i < 200_000; i++)
        {
            Append(0, "", "f", "\\\"}");
        }

        Append(0, "", "f", "\"}");
        Append(0, "", "f", """{"code":"}"}""");

        _log.Lines.Where(line => line.StartsWith("call", StringComparison.Ordinal)).ShouldBe(["call call_x_1 f", "call call_x_2 f"]);
        _log.Lines[^1].ShouldBe("""args {"code":"}"}""");
    }

    [Theory]
    [InlineData("{} ", true)]
    [InlineData("{}\n\t\r", true)]
    [InlineData(" {\"a\":[{}]}", true)]
    [InlineData("{\"a\":\"\\\\\"}", true)]
    [InlineData("{\"a\":\"\\\"\"}", true)]
    [InlineData("{\"a\":\"}", false)]
    [InlineData("{\"a\":\"\\\"}", false)]
    [InlineData("{]", false)]
    [InlineData("{}}", false)]
    [InlineData("{} x", false)]
    [InlineData("[{}]", false)]
    [InlineData("x{}", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("", false)]
    public void Append_NameAgainAfterArguments_IsANewCallOnlyAfterACompleteObject(string arguments, bool isComplete)
    {
        // In one piece and character by character.
        foreach (var pieces in new[] { [arguments], arguments.Select(c => c.ToString()) })
        {
            var log = new SinkLog();
            var blocks = new BlockSequencer("call_x_");
            var calls = new ToolCallSequencer(RequestMap.None, blocks);
            calls.Append(new ToolCallDelta(0, "", "f", "", "call"), log);
            foreach (var piece in pieces)
            {
                calls.Append(new ToolCallDelta(0, "", null, piece, "call"), log);
            }

            calls.Append(new ToolCallDelta(0, "", "f", "{}", "call"), log);
            calls.Complete();
            blocks.CloseAll(log);

            log.Lines.Count(line => line.StartsWith("call", StringComparison.Ordinal)).ShouldBe(isComplete ? 2 : 1);
        }
    }

    [Fact]
    public void Append_HalfOfACharacterInCompleteArguments_IsReplacedAndEndsTheCall()
    {
        Append(0, "", "f", "{\"a\":\"\ud83d\"}");
        Append(0, "", "f", "{}");

        _log.Lines.ShouldBe(["call call_x_1 f", "args {\"a\":\"\ufffd\"}", "call call_x_2 f", "args {}"]);
    }

    [Fact]
    public void Append_ThousandCallsOneAfterTheOther_IsNoLimit()
    {
        for (var i = 0; i < 1000; i++)
        {
            Append(i, $"id{i}", "f", "{}");
        }

        _log.Lines.Count(line => line.StartsWith("call", StringComparison.Ordinal)).ShouldBe(1000);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void Append_AnyIndex_IsAKeyOnly(long index)
    {
        Append(index, "a", "f", "{");
        Append(index, "", null, "}");

        _log.Lines.Count.ShouldBe(3);
    }

    private void Append(long index, string id, string? name, string arguments) =>
        _calls.Append(new ToolCallDelta(index, id, name, arguments, "call"), _log);

    private void End()
    {
        _calls.Complete();
        _blocks.CloseAll(_log);
    }
}
