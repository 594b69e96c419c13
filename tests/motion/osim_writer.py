"""Writes small OpenSim models: the joints and bodies a reader looks for."""

MUSCLES = {"soleus": "soleus", "gastrocnemius_medialis": "gasmed",
           "gastrocnemius_lateralis": "gaslat"}  # fmt: skip


def joint(kind, name, parent, child, place, inner="", own="0 0 0"):
    return (
        f'<{kind} name="{name}"><socket_parent_frame>{parent}_offset</socket_parent_frame>'
        f"<socket_child_frame>{child}_offset</socket_child_frame><frames>"
        f'<PhysicalOffsetFrame name="{parent}_offset"><socket_parent>/bodyset/{parent}'
        f"</socket_parent><translation>{place}</translation></PhysicalOffsetFrame>"
        f'<PhysicalOffsetFrame name="{child}_offset"><socket_parent>/bodyset/{child}'
        f"</socket_parent><translation>{own}</translation></PhysicalOffsetFrame></frames>"
        f"{inner}</{kind}>"
    )


def moving(axis, function):
    return (
        '<SpatialTransform><TransformAxis name="translation2"><coordinates>knee_angle_r'
        f"</coordinates><axis>{axis}</axis>{function}</TransformAxis></SpatialTransform>"
    )


def model(path, knee="0 -0.4096 0", moves="", patella=True, mesh="", side="r", muscles=MUSCLES,
          low=0.0):  # fmt: skip
    joints = (
        joint("CustomJoint", "hip", "pelvis", f"femur_{side}", "0 -0.08 0.08")
        + joint("CustomJoint", "knee", f"femur_{side}", f"tibia_{side}", knee, moves)
        + joint("PinJoint", "ankle", f"tibia_{side}", f"talus_{side}", "0 -0.44 0")
        + joint("PinJoint", "mtp", f"calcn_{side}", f"toes_{side}", "0.1788 -0.002 0.001")
    )
    bodies = f'<Body name="pelvis"><mass>40</mass></Body><Body name="calcn_{side}">{mesh}' \
             "<mass>2</mass></Body>"  # fmt: skip
    bodies += '<Body name="patella_r"><mass>0.1</mass></Body>' if patella else ""
    forces = "".join(
        f'<Millard2012EquilibriumMuscle name="{theirs}_{side}"><max_isometric_force>4000'
        "</max_isometric_force><optimal_fiber_length>0.06</optimal_fiber_length>"
        "<tendon_slack_length>0.3</tendon_slack_length><pennation_angle_at_optimal>0.4"
        "</pennation_angle_at_optimal></Millard2012EquilibriumMuscle>"
        for theirs in muscles.values()
    )
    path.write_text(
        f'<OpenSimDocument Version="40000"><Model name="m"><BodySet><objects>{bodies}</objects>'
        f"</BodySet><JointSet><objects>{joints}</objects></JointSet><ForceSet><objects>{forces}"
        f'</objects></ForceSet><Coordinate name="knee_angle_{side}"><range>{low} 2</range>'
        "</Coordinate></Model></OpenSimDocument>"
    )
    return path
