using System.Text;
using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>The known fields and types inside the messages of an API.</summary>
internal sealed class ContentTable
{
    private static readonly ContentTable OpenAI = new()
    {
        Members = Rows(
            (ContentMember.Text,
                "role content text refusal name tool_calls tool_call_id function id custom reasoning_content reasoning prefix partial "
                + "function_call index call_id output status summary encrypted_content phase namespace execution detail thinking"),
            (ContentMember.Opaque,
                "arguments input reasoning_details annotations logprobs prompt_cache_breakpoint extra_content action operation "
                + "internal_chat_message_metadata_passthrough"),
            (ContentMember.Type, "type"),
            (ContentMember.CacheControl, "cache_control"),
            (ContentMember.Image, "image_url"),
            (ContentMember.Url, "url"),
            (ContentMember.Tools, "tools"),
            (ContentMember.Media, "audio input_audio file file_data"),
            (ContentMember.RemoteAddress, "file_url video_url audio_url"),
            (ContentMember.StoredId, "file_id")),
        TextTypes = Names(
            "text input_text output_text refusal image_url input_image function custom function_call function_call_output "
            + "custom_tool_call custom_tool_call_output message reasoning summary_text reasoning_text thinking local_shell_call "
            + "local_shell_call_output apply_patch_call apply_patch_call_output tool_search_call tool_search_output additional_tools"),
    };

    private static readonly ContentTable Anthropic = new()
    {
        ImageType = "image"u8.ToArray(),
        Members = Rows(
            (ContentMember.Text,
                "role content text source media_type data id name tool_use_id is_error thinking signature title context tool_name"),
            (ContentMember.Opaque, "input citations caller output_config"),
            (ContentMember.Type, "type"),
            (ContentMember.CacheControl, "cache_control"),
            (ContentMember.RemoteAddress, "url"),
            (ContentMember.StoredId, "file_id")),
        TextTypes = Names("text image base64 content tool_use tool_result thinking redacted_thinking tool_reference"),
    };

    private static readonly ContentTable Gemini = new()
    {
        Members = Rows(
            (ContentMember.Text,
                "role parts text functionCall function_call functionResponse function_response name id thought thoughtSignature "
                + "thought_signature displayName display_name mimeType mime_type data willContinue will_continue scheduling language "
                + "code outcome output executableCode executable_code codeExecutionResult code_execution_result"),
            (ContentMember.Opaque, "args response partMetadata part_metadata mediaResolution media_resolution"),
            (ContentMember.Media, "inlineData inline_data"),
            (ContentMember.RemoteAddress, "fileData file_data")),
    };

    // A text has no fields, so whatever has some is not text.
    private static readonly ContentTable Embeddings = new()
    {
        Members = Rows((ContentMember.Media, "type text content"), (ContentMember.Url, "url"), (ContentMember.Image, "image_url")),
    };

    /// <summary>The type of an image that is part of the request; null where a field shows it.</summary>
    public byte[]? ImageType { get; private init; }

    private (byte[] Name, ContentMember Kind)[] Members { get; init; } = [];

    private byte[][] TextTypes { get; init; } = [];

    /// <summary>The table of an API.</summary>
    public static ContentTable ForApi(ModelApi api) => api switch
    {
        ModelApi.OpenAIChat or ModelApi.OpenAIResponses => OpenAI,
        ModelApi.AnthropicMessages => Anthropic,
        ModelApi.GeminiGenerateContent => Gemini,
        _ => Embeddings,
    };

    /// <summary>The meaning of a field.</summary>
    public ContentMember Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, kind) in Members)
        {
            if (name.SequenceEqual(known))
            {
                return kind;
            }
        }

        return ContentMember.Unknown;
    }

    /// <summary>Whether an object of the type at the reader is text.</summary>
    public bool IsTextType(ref Utf8JsonReader reader)
    {
        foreach (var type in TextTypes)
        {
            if (reader.ValueTextEquals(type))
            {
                return true;
            }
        }

        return false;
    }

    private static (byte[] Name, ContentMember Kind)[] Rows(params (ContentMember Kind, string Names)[] rows) =>
        [.. rows.SelectMany(row => Names(row.Names).Select(name => (name, row.Kind)))];

    private static byte[][] Names(string names) => [.. names.Split(' ').Select(Encoding.ASCII.GetBytes)];
}
