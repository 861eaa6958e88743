package conductor.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields that a reader wants from an object, named by path ({@code "message.author.id"}). Immutable.
 *
 * <p>Paths form a tree whose nodes are numbered in preorder; node 0 is the object itself. So what lies below a node is
 * the range {@code node + 1 .. last(node)}, and forgetting a field that occurs twice is one loop.
 */
public final class JsonFields {
    /** No node: a member that nobody asked for. */
    static final int NONE = -1;

    private final String[] paths;
    private final byte[][] names;
    /** The first eight bytes of each name, the first one lowest, zeros behind a shorter one. */
    private final long[] heads;

    private final int[] firstChild;
    private final int[] nextSibling;
    private final int[] last;

    private JsonFields(List<Node> preorder) {
        int size = preorder.size();
        paths = new String[size];
        names = new byte[size][];
        heads = new long[size];
        firstChild = new int[size];
        nextSibling = new int[size];
        last = new int[size];
        for (int i = 0; i < size; i++) {
            Node node = preorder.get(i);
            paths[i] = node.path;
            names[i] = node.name.getBytes(StandardCharsets.UTF_8);
            heads[i] = head(names[i], 0, names[i].length);
            firstChild[i] = node.children.isEmpty() ? NONE : preorder.indexOf(node.children.get(0));
            nextSibling[i] = NONE;
            last[i] = i + node.sizeBelow();
        }
        for (Node node : preorder) {
            for (int i = 1; i < node.children.size(); i++) {
                nextSibling[preorder.indexOf(node.children.get(i - 1))] = preorder.indexOf(node.children.get(i));
            }
        }
    }

    /** The fields at the given paths; objects on the way become fields too. */
    public static JsonFields of(String... paths) {
        Node root = new Node("", "");
        for (String path : paths) {
            Node at = root;
            for (String name : path.split("\\.")) {
                at = at.child(name);
            }
        }
        List<Node> preorder = new ArrayList<>();
        root.collect(preorder);
        return new JsonFields(preorder);
    }

    /**
     * Number of the field at {@code path}.
     *
     * @throws IllegalArgumentException if it was not asked for.
     */
    public int index(String path) {
        for (int i = 1; i < paths.length; i++) {
            if (paths[i].equals(path)) {
                return i;
            }
        }
        throw new IllegalArgumentException("field " + path + " was not asked for");
    }

    /** Path of a field. */
    public String path(int field) {
        return paths[field];
    }

    /** Number of the field that is the object's own member of this name, -1 if nobody asked for it. */
    public int topLevel(byte[] bytes, int offset, int length) {
        return child(0, bytes, offset, length);
    }

    /** Number of nodes, the object itself included. */
    int size() {
        return paths.length;
    }

    /** Last node below {@code node}, or the node itself. */
    int last(int node) {
        return last[node];
    }

    boolean hasChildren(int node) {
        return node != NONE && firstChild[node] != NONE;
    }

    /** The child of {@code node} with this name, or {@link #NONE}. */
    int child(int node, byte[] bytes, int offset, int length) {
        long head = head(bytes, offset, length);
        for (int child = firstChild[node]; child != NONE; child = nextSibling[child]) {
            if (heads[child] == head && names[child].length == length && sameTail(names[child], bytes, offset)) {
                return child;
            }
        }
        return NONE;
    }

    private static long head(byte[] bytes, int offset, int length) {
        if (offset + Long.BYTES <= bytes.length) {
            long word = (long) Utf8.WORD.get(bytes, offset);
            return length >= Long.BYTES ? word : word & (1L << (length << 3)) - 1;
        }
        long word = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            word = word << 8 | bytes[offset + i] & 0xff;
        }
        return word;
    }

    /** Whether what stands behind the head of a name is the same too. */
    private static boolean sameTail(byte[] name, byte[] bytes, int offset) {
        for (int i = Long.BYTES; i < name.length; i++) {
            if (name[i] != bytes[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private static final class Node {
        private final String path;
        private final String name;
        private final List<Node> children = new ArrayList<>();

        Node(String path, String name) {
            this.path = path;
            this.name = name;
        }

        Node child(String childName) {
            for (Node child : children) {
                if (child.name.equals(childName)) {
                    return child;
                }
            }
            Node child = new Node(path.isEmpty() ? childName : path + "." + childName, childName);
            children.add(child);
            return child;
        }

        int sizeBelow() {
            int size = 0;
            for (Node child : children) {
                size += 1 + child.sizeBelow();
            }
            return size;
        }

        void collect(List<Node> into) {
            into.add(this);
            for (Node child : children) {
                child.collect(into);
            }
        }
    }
}
