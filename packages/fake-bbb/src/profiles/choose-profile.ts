import { bbb } from './bbb.ts'
import type { Profile, ProfileName } from './profile.ts'

const PROFILES: Readonly<Record<ProfileName, Profile>> = { bbb, scalelite: bbb, b3scale: bbb, b3lb: bbb, bbblb: bbb }

/** The product of that name. */
export const chooseProfile = (name: ProfileName): Profile => PROFILES[name]
