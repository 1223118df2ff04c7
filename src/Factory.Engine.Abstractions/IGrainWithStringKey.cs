namespace Orleans;

/// <summary>A grain whose identity is its class and a string; the only kind of key in this dialect.</summary>
public interface IGrainWithStringKey : IGrain;
