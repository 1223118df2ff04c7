using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

/// <summary>
/// A part in the wrong place is rejected by every reader: no writer could do anything with it but drop it.
/// </summary>
public sealed class MessagePartsTests
{
    private static readonly Dictionary<string, ContentPart> Parts = new()
    {
        ["text"] = new TextPart("a"),
        ["refusal"] = new RefusalPart("a"),
        ["image"] = new ImagePart(null, null, "https://a/b.png"),
        ["call"] = new ToolCallPart("c", new ToolName("f"), "{}"),
        ["result"] = new ToolResultPart("c", null, [], false),
        ["reasoning"] = new ReasoningPart("a", new ReasoningSignature(ModelApi.AnthropicMessages, "")),
    };

    public static TheoryData<string, string> RolesAndParts()
    {
        var all = new TheoryData<string, string>();
        foreach (var role in Enum.GetNames<Role>())
        {
            foreach (var part in Parts.Keys)
            {
                all.Add(role, part);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(RolesAndParts))]
    public void CreateMessage_EveryRoleAndPart_IsAcceptedOrRejected(string roleName, string part)
    {
        var role = Enum.Parse<Role>(roleName);
        string[] accepted = role switch
        {
            Role.System => ["text"],
            Role.User => ["text", "image", "result"],
            _ => ["text", "refusal", "call", "reasoning"],
        };

        if (accepted.Contains(part))
        {
            MessageParts.CreateMessage(role, [Parts[part]], "x").Parts.Single().ShouldBe(Parts[part]);
        }
        else
        {
            Should.Throw<TranslationException>(
                () =>
                    MessageParts.CreateMessage(
                        role,
                        [Parts["text"], Parts[part]],
                        "messages[3].content")).Field.ShouldBe("messages[3].content");
        }
    }

    public static TheoryData<ModelApi, string, string> MisplacedAtOpenAI => new()
    {
        {
            ModelApi.OpenAIChat,
            """{"messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}""",
            "messages[0].content: instructions can hold text only"
        },
        {
            ModelApi.OpenAIChat,
            """{"messages":[{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}""",
            "messages[0].content: a message of the model"
        },
        {
            ModelApi.OpenAIChat,
            """{"messages":[{"role":"tool","tool_call_id":"c","content":[{"type":"refusal","refusal":"no"}]}]}""",
            "messages[0].content: the result of a tool"
        },
        {
            ModelApi.OpenAIResponses,
            """{"input":[{"role":"developer","content":[{"type":"input_image","image_url":"https://a/b.png"}]}]}""",
            "input[0].content: instructions can hold text only"
        },
        {
            ModelApi.OpenAIResponses,
            """{"input":[{"role":"assistant","content":[{"type":"input_image","image_url":"https://a/b.png"}]}]}""",
            "input[0].content: a message of the model"
        },
        {
            ModelApi.OpenAIResponses,
            """{"input":[{"type":"function_call_output","call_id":"c","output":[{"type":"refusal","refusal":"no"}]}]}""",
            "input[0].output: the result of a tool"
        },
    };

    public static TheoryData<ModelApi, string, string> MisplacedElsewhere => new()
    {
        {
            ModelApi.AnthropicMessages,
            """{"system":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}""",
            "system: instructions can hold text only"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"assistant","content":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]}""",
            "messages[0].content: a message of the model"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"assistant","content":[{"type":"tool_result","tool_use_id":"c"}]}]}""",
            "messages[0].content: a message of the model"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]}]}""",
            "messages[0].content: a message of the user"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":[{"type":"thinking","thinking":"x","signature":"y"}]}]}""",
            "messages[0].content: a message of the user"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":["""
                + """{"type":"tool_use","id":"d","name":"f"}]}]}]}""",
            "messages[0].content[0].content: the result of a tool"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"contents":[{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}]}""",
            "contents[0].parts: a message of the model"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"contents":[{"role":"user","parts":[{"functionCall":{"name":"f","args":{}}}]}]}""",
            "contents[0].parts: a message of the user"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"systemInstruction":{"parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}}""",
            "systemInstruction.parts: instructions can hold text only"
        },
    };

    [Theory]
    [MemberData(nameof(MisplacedAtOpenAI))]
    [MemberData(nameof(MisplacedElsewhere))]
    public void TranslateRequest_PartInTheWrongPlace_IsRejectedForEveryProvider(ModelApi client, string change, string message)
    {
        foreach (var upstream in Sample.Apis.Append(ModelApi.OllamaChat))
        {
            Should.Throw<TranslationException>(
                () =>
                    Translator.TranslateRequest(
                        client,
                        upstream,
                        RejectionTests.Changed(client, change),
                        Sample.Context)).Message.ShouldStartWith(message);
        }
    }

    public static TheoryData<ModelApi, string> RepliesWithImages => new()
    {
        {
            ModelApi.OpenAIChat,
            """{"choices":[{"message":{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}}]}"""
        },
        {
            ModelApi.OpenAIResponses,
            """{"status":"completed","output":[{"type":"message","role":"assistant","content":["""
                + """{"type":"input_image","image_url":"https://a/b.png"}]}]}"""
        },
        {
            ModelApi.AnthropicMessages,
            """{"content":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}],"stop_reason":"end_turn"}"""
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]},"finishReason":"STOP"}]}"""
        },
    };

    [Theory]
    [MemberData(nameof(RepliesWithImages))]
    public void TranslateResponse_Image_IsAnErrorOfTheProviderForEveryClient(ModelApi upstream, string reply)
    {
        foreach (var client in Sample.Apis)
        {
            Should.Throw<TranslationException>(() => Translate.Reply(upstream, client, reply))
                .Message.ShouldBe("content: the provider sent an image, which the client's API cannot express in a reply");
        }
    }

    [Fact]
    public void WriteEvent_ImageInAStream_IsAnErrorOfTheProvider() =>
        Should.Throw<TranslationException>(
            () =>
                Translate.ReadStream(
                    ModelApi.GeminiGenerateContent,
                    """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}}]}"""))
            .Message.ShouldContain("an image");
}
