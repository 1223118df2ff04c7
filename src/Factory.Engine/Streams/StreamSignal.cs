namespace Factory.Engine.Streams;

internal enum StreamSignal : byte
{
    Next,
    Completed,
    Error,
}
